// Pickles that break a rule of the unpickler, in a legacy file.
#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

// Lists of two times the list before, 40 times over: 2^40 entries in a few hundred bytes.
std::string DoublingLists() {
  std::string opcodes = "]q" + LittleEndian(0, 1);
  for (int i = 1; i <= 40; ++i) {
    const std::string previous = "h" + LittleEndian(i - 1, 1);
    opcodes += "]q" + LittleEndian(i, 1) + previous + "a" + previous + "a";
  }
  return opcodes + Repeat("\x86", 40);
}

}  // namespace

std::vector<HostileFile> HostilePickles() {
  return {
      {"StackGlobalOfInts", WithObject(Int(1) + Int(2) + "\x93"), "STACK_GLOBAL without two strings"},
      {"Protocol0", "(lp0\n.", "text file"},
      {"SecondProto", WithObject("\x80\x02N"), "PROTO inside"},
      {"Protocol9",
       [] {
         LegacyParts parts;
         parts.magic[1] = 9;
         return parts.Join();
       }(),
       "pickle protocol 9"},
      {"SetItemOnList", WithObject("]" + Str("a") + "Ns"), "SETITEM(S) on a list"},
      {"SetItemOnTensor", WithObject(Tensor({}) + Str("a") + "Ns"), "SETITEM(S) on a tensor"},
      {"SetItemsOdd", WithObject("}(" + Str("a") + "u"), "a key without a value"},
      {"AppendOnDict", WithObject("}Na"), "APPEND(S) on a dict"},
      {"AppendOnTuple", WithObject(")(NNe"), "APPEND(S) on a tuple"},
      {"BuildOnPlainDict", WithObject("}}b"), "allowed on an OrderedDict only"},
      {"BuildOnTensor", WithObject(Tensor({}) + "}b"), "BUILD on a tensor"},
      {"BuildWithSlotState",
       WithObject(OrderedDict() + "N}\x86"
                                  "b"),
       "BUILD with a tuple"},
      {"BuildOnGlobal", WithObject(Global("torch", "FloatStorage") + "}b"), "BUILD on a class"},
      {"ReduceOfString", WithObject(Str("os.system") + ")R"), "what REDUCE calls is a str"},
      {"ReduceOfStorageClass", WithObject(Global("torch", "FloatStorage") + ")R"), "no function"},
      {"ReduceOfResult", WithObject(OrderedDict() + ")R"), "what REDUCE calls is a dict"},
      {"MemoOutOfOrder", WithObject("Nr\xff\xff\xff\x7f"), "out of order"},
      {"MemoNeverMade", WithObject("h\x05"), "before it is made"},
      {"StackEmpty", WithObject("\x86"), "too few values"},
      {"BelowTheMark", WithObject("N(a"), "too few values"},
      {"NoMark", WithObject("t"), "no mark"},
      {"MarksWithoutEnd", WithObject(Repeat("(", 5000)), "marks"},
      {"ValuesLeft", WithObject("NN"), "STOP leaves values"},
      {"LengthBeyondFile", WithObject("X\xff\xff\xff\x7f"), "cut short"},
      {"Length8BeyondFile", WithObject("\x8d" + LittleEndian(~uint64_t{0})), "cut short"},
      {"LongBeyondFile", WithObject("\x8b\xff\xff\xff\x7f"), "cut short"},
      {"FrameBeyondFile", WithObject("\x95" + LittleEndian(kHuge)), "cut short"},
      {"FrameCutsOpcode", WithObject("\x95" + LittleEndian(3) + Int(1)), "a frame ends inside"},
      {"FrameInFrame", WithObject("\x95" + LittleEndian(20) + "\x95" + LittleEndian(2) + "N"),
       "a frame inside a frame"},
      {"NotUtf8", WithObject("X" + LittleEndian(2, 4) + "\xc0\x80"), "not UTF-8"},
      {"ListInItself",
       WithPlainObject("]q" + LittleEndian(1, 1) +
                       "h\x01"
                       "a"),
       "contains itself"},
      {"DictInItself", WithPlainObject("}q" + LittleEndian(1, 1) + Str("d") + "h\x01s"), "contains itself"},
      {"ListInItselfThroughTuple",
       WithPlainObject("]q" + LittleEndian(1, 1) +
                       "h\x01\x85"
                       "a"),
       "contains itself"},
      {"TuplesTooDeep", WithPlainObject("N" + Repeat("\x85", 100000)), "deep"},
      {"ListsTooDeep", WithPlainObject(Repeat("]", 900) + Repeat("a", 899)), "deep"},
      {"DoublingLists", WithPlainObject(DoublingLists()), "more than 4000000 entries"},
      {"MuchMemory", WithPlainObject("]" + Repeat("]a", 2000000)), "64 MiB"},
      {"KeyIsATuple", WithPlainObject("}))s"), "a key of the dict"},
      {"KeyTwice", WithPlainObject("}(" + Str("a") + "N" + Str("a") + "Nu"), "two entries of the key 'a'"},
      {"NamesThatJoinAlike", WithPlainObject("}(" + Str("a.b") + "N" + Str("a") + Dict("b", "N") + "u"),
       "two entries of the name 'a.b'"},
      {"ValueIsBytes", WithPlainObject(Dict("a", "C\x01z")), "is bytes"},
      {"ValueIsAFunction", WithPlainObject(Dict("a", Global("torch._utils", "_rebuild_tensor_v2"))),
       "is a class or function"},
      {"PersistentModule", WithObject(Tuple({Str("module"), "N", "N", "N"}) + "Q"), "persistent id"},
      {"Protocol1", WithPart(&LegacyParts::version, "\x80\x01K\x01."), "pickle protocol 1, expected 2 to 5"},
      {"Protocol6", WithPart(&LegacyParts::version, "\x80\x06K\x01."), "pickle protocol 6"},
      {"Protocol0InContainer", WithPart(&LegacyParts::version, "I1001\n."), "no pickle of protocol 2"},
      {"Protocol1Alone", std::string("}q\x00.", 4) + std::string(40, '\0'), "neither a PyTorch nor"},
      {"GarbageBehindStop", WithObject(Dict("w", Tensor({})) + ".x"), "no pickle of protocol 2"},
      {"SecondPickleBehindStop", WithObject(Dict("w", Tensor({})) + "." + "\x80\x02N"), "list of storages is None"},
      {"NothingButStop", WithObject(""), "too few values"},
      {"MarkLeft", WithObject("(N"), "STOP leaves values"},
      {"MarkAtTheEnd", WithObject("N("), "too few values"},
      {"MemoOfAMark", WithObject("(q" + LittleEndian(0, 1)), "too few values"},
      {"MemoHole", WithObject("Nq\x03h\x01"), "before it is made"},
      {"MemoBeforeAny", WithObject("j" + LittleEndian(0, 4)), "before it is made"},
      {"AppendsOnAMark", WithObject("(e"), "too few values"},
      {"AppendsWithoutMark", WithObject("]Ne"), "no mark"},
      {"SetItemsWithoutMark", WithObject("}NNu"), "no mark"},
      {"ListWithoutMark", WithObject("Nl"), "no mark"},
      {"DictOdd", WithObject("(Nd"), "a key without a value"},
      {"Cve2026_24747_SetItemOnStorage", WithObject(Storage({}) + Str("a") + "Ns"), "SETITEM(S) on a storage"},
      {"Cve2026_24747_SetItemsOnTensor", WithObject(Tensor({}) + "(" + Str("a") + "Nu"), "SETITEM(S) on a tensor"},
      {"SetItemsOnList", WithObject("](K" + LittleEndian(0, 1) + "Nu"), "SETITEM(S) on a list"},
      {"SetItemsOnTuple", WithObject(")(" + Str("a") + "Nu"), "SETITEM(S) on a tuple"},
      {"SetItemOnString", WithObject(Str("x") + Str("a") + "Ns"), "SETITEM(S) on a str"},
      {"SetItemOnGlobal", WithObject(Global("torch", "Size") + Str("a") + "Ns"), "SETITEM(S) on a class"},
      {"SetItemOnNone", WithObject("NNNs"), "SETITEM(S) on None"},
      {"AppendOnTensor", WithObject(Tensor({}) + "Na"), "APPEND(S) on a tensor"},
      {"AppendsOnStorage", WithObject(Storage({}) + "(NNe"), "APPEND(S) on a storage"},
      {"AppendOnString", WithObject(Str("x") + "Na"), "APPEND(S) on a str"},
      {"AppendOnOrderedDict", WithObject(OrderedDict() + "Na"), "APPEND(S) on a dict"},
      {"BuildOnList", WithObject("]}b"), "BUILD on a list"},
      {"BuildOnStorage", WithObject(Storage({}) + "}b"), "BUILD on a storage"},
      {"BuildOnNone", WithObject("N}b"), "BUILD on None"},
      {"BuildWithNone", WithObject(OrderedDict() + "Nb"), "BUILD with None"},
      {"BuildWithTwoDicts", WithObject(OrderedDict() + "}}\x86" + "b"), "BUILD with a tuple"},
      {"BuildWithList", WithObject(OrderedDict() + "]b"), "BUILD with a list"},
      {"BuildWithTensor", WithObject(OrderedDict() + Tensor({}) + "b"), "BUILD with a tensor"},
      {"ReduceWithListOfArguments", WithObject(Global("torch", "Size") + "]R"), "the arguments of REDUCE is a list"},
      {"ReduceOfDType", WithObject(Global("torch", "float32") + ")R"), "no function"},
      {"ReduceOfTensor", WithObject(Tensor({}) + ")R"), "what REDUCE calls is a tensor"},
      {"OrderedDictOfTwo", WithObject(Global("collections", "OrderedDict") + "NN\x86R"), "OrderedDict takes 0 to 1"},
      {"OrderedDictOfADict", WithObject(Global("collections", "OrderedDict") + "}\x85R"), "OrderedDict's argument"},
      {"OrderedDictOfNoPair", WithObject(Global("collections", "OrderedDict") + "]](NNNea\x85R"), "is no pair"},
      {"SizeOfAString", WithObject(Global("torch", "Size") + Str("4") + "\x85R"), "torch.Size is a str"},
      {"SurrogateInAString", WithObject("X" + LittleEndian(3, 4) + "\xed\xa0\x80"), "not UTF-8"},
      {"BinStringNotUtf8", WithObject("U\x01\xff"), "not UTF-8"},
      {"Bytes8BeyondFile", WithObject("\x8e" + LittleEndian(kHuge)), "cut short"},
      {"TextLengthMinusOne", WithObject("T\xff\xff\xff\xff"), "cut short"},
      {"LongMinusOne", WithObject("\x8b\xff\xff\xff\xff"), "cut short"},
      {"FrameMinusOne", WithObject("\x95" + LittleEndian(~uint64_t{0})), "cut short"},
      {"StopInsideAFrame", WithObject("\x95" + LittleEndian(40) + "N"), "STOP inside a frame"},
      {"OrderedDictInItself", WithPlainObject(OrderedDict() + "q\x01" + Str("d") + "h\x01s"), "contains itself"},
      {"TwoListsInEachOther",
       WithPlainObject("]q\x01]q\x02h\x01"
                       "a"
                       "a"),
       "contains itself"},
      {"KeyTwiceWithContainers", WithPlainObject("}(" + Str("a") + Dict("x", "N") + Str("a") + Dict("y", "N") + "u"),
       "two entries of the key 'a'"},
      {"IntKeyTwice", WithPlainObject("}(" + Int(7) + "N" + Int(7) + "Nu"), "two entries of the key 7"},
      {"KeyTwiceOutOfSight", WithPlainObject(OrderedDict() + "}(" + Str("a") + "N" + Str("a") + "Nub"),
       "two entries of the key 'a'"},
      {"AttributesInThemselves", WithPlainObject(OrderedDict() + "}q\x01" + Str("_metadata") + "h\x01sb"),
       "contains itself"},
      {"AttributesTooDeep", WithPlainObject(OrderedDict() + Dict("a", Repeat("]", 900) + Repeat("a", 899)) + "b"),
       "deep"},
      {"AttributeHoldsAFunction",
       WithPlainObject(OrderedDict() + Dict("_metadata", Dict("a", Global("torch._utils", "_rebuild_tensor_v2"))) +
                       "b"),
       "an attribute holds a class or function"},
      {"AttributeHoldsAStorage", WithObject(OrderedDict() + Dict("a", Storage({})) + "b"), "holds a storage"},
      {"AttributeCalledItems", WithPlainObject(OrderedDict() + Dict("items", "N") + "b"), "called 'items'"},
      {"AttributeCalledClass", WithPlainObject(OrderedDict() + Dict("__class__", "N") + "b"), "called '__class__'"},
      {"AttributeCalledBySeven", WithPlainObject(OrderedDict() + "}" + Int(7) + "Nsb"), "name is an int"},
      {"MetadataAreAList", WithPlainObject(OrderedDict() + Dict("_metadata", "]") + "b"), "_metadata are a list"},
      {"BuildWithItself", WithPlainObject(OrderedDict() + "q\x01h\x01" + "b"), "a dict with itself"},
      {"SizeOfMinusFive", WithPlainObject(Dict("a", Global("torch", "Size") + Ints({-5}) + "\x85R")),
       "negative size -5"},
      {"ViewInTwoWays",
       WithObject(
           "](" + Tensor({.storage = Storage({.view = Tuple({Str("v"), Int(0), Int(6)})})}) +
           Tensor({.storage = Storage({.view = Tuple({Str("v"), Int(1), Int(5)})}), .shape = {1}, .strides = {1}}) +
           "e"),
       "the storage view 'v' is described in two ways"},
      {"ViewCalledBySeven", WithTensor({.storage = Storage({.view = Tuple({Int(7), Int(0), Int(6)})})}),
       "a storage view's key is an int"},
      {"StorageWithoutAView", WithTensor({.storage = Storage({.view = ""})}), "takes 6 values, got 5"},
      {"DictsTooDeep", WithPlainObject(Repeat("}" + Str("a"), 900) + "N" + Repeat("s", 900)), "deep"},
      {"KeyIsABool", WithPlainObject("}\x88Ns"), "a key of the dict"},
      {"KeyIsNone", WithPlainObject("}NNs"), "a key of the dict"},
      {"KeyIsAFloat", WithPlainObject("}G" + LittleEndian(0) + "Ns"), "a key of the dict"},
      {"KeyIsAWideInt", WithPlainObject("}\x8a\x0a" + std::string(10, 'x') + "Ns"), "a key of the dict"},
      {"KeyIsATensor", WithObject("}" + Tensor({}) + "Ns"), "a key of the dict"},
      {"IntAndTextKeysAlike", WithPlainObject("}(" + Int(0) + "N" + Str("0") + "Nu"), "two entries of the name '0'"},
      {"NameWithControlCharacters", WithPlainObject(Dict("a\x1b[2J\n\x7f", Global("torch", "Size"))),
       "is a class or function"},
      {"ValueIsAWideInt", WithPlainObject(Dict("a", "\x8a\xff" + std::string(255, 'x'))), "is an int"},
      {"ValueIsAStorage", WithObject(Dict("a", Storage({}))), "is a storage"},
      {"PersistentString", WithObject(Str("storage") + "Q"), "a persistent id is a str"},
      {"PersistentIdOfNothing", WithObject(")Q"), "persistent id"},
      {"PersistentIdTooShort", WithObject(Tuple({Str("storage"), Global("torch", "FloatStorage")}) + "Q"),
       "a storage takes 6 values, got 2"},
  };
}

}  // namespace assay::testing_files
