// Each opcode of pickle that a file of weights has no need of.
#include <cstdio>

#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

HostileFile Holds(const std::string& name, const std::string& opcodes, unsigned char opcode) {
  char reason[16];
  std::snprintf(reason, sizeof(reason), "opcode 0x%02x", opcode);
  return {name, WithObject(opcodes), reason};
}

}  // namespace

std::vector<HostileFile> HostileOpcodes() {
  const std::string type = Global("collections", "OrderedDict");
  return {
      Holds("Inst", "(ios\nsystem\n", 'i'),
      Holds("Obj", "(" + type + "o", 'o'),
      Holds("NewObj", type + ")\x81", 0x81),
      Holds("NewObjEx", type + ")}\x92", 0x92),
      Holds("Ext1", "\x82\x01", 0x82),
      Holds("Ext2", "\x83\x01\x01", 0x83),
      Holds("Ext4", "\x84\x01\x01\x01\x01", 0x84),
      Holds("PersistentText", "P0\n", 'P'),
      Holds("Pop", "N0", '0'),
      Holds("PopMark", "(1", '1'),
      Holds("Dup", "N2", '2'),
      Holds("IntText", "I1\n", 'I'),
      Holds("LongText", "L1L\n", 'L'),
      Holds("FloatText", "F1.0\n", 'F'),
      Holds("StringText", "S'a'\n", 'S'),
      Holds("UnicodeText", "Va\n", 'V'),
      Holds("GetText", "g0\n", 'g'),
      Holds("PutText", "Np0\n", 'p'),
      Holds("EmptySet", "\x8f", 0x8f),
      Holds("AddItems", "](N\x90", 0x90),
      Holds("FrozenSet", "(N\x91", 0x91),
      Holds("ByteArray8", "\x96" + LittleEndian(0), 0x96),
      Holds("NextBuffer", "\x97", 0x97),
      Holds("ReadOnlyBuffer", "N\x98", 0x98),
      Holds("Unknown", "\xff", 0xff),
      Holds("Zero", std::string(1, '\0'), 0),
  };
}

}  // namespace assay::testing_files
