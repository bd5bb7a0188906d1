// Names of classes and functions that a pickle may not say, however near they come to those that it may.
#include "weights/reader/testing/hostile_corpus.h"
#include "weights/reader/testing/hostile_parts.h"

namespace assay::testing_files {
namespace {

// The name called with a text, by GLOBAL; the reason is the name as a message shows it.
HostileFile Calls(const std::string& name, const std::string& module, const std::string& function) {
  return {name, WithObject(Global(module, function) + Tuple({Str("true")}) + "R"), "names " + module + "." + function};
}

// The same by STACK_GLOBAL of memoised strings.
HostileFile CallsFromMemo(const std::string& name, const std::string& module, const std::string& function) {
  return {name, WithObject(Str(module) + "q\x01" + Str(function) + "q\x02]h\x01h\x02\x93" + Tuple({Str("true")}) + "R"),
          "names " + module + "." + function};
}

}  // namespace

std::vector<HostileFile> HostileGlobals() {
  return {
      Calls("OsSystem", "os", "system"),
      Calls("PosixSystem", "posix", "system"),
      Calls("BuiltinsEval", "builtins", "eval"),
      Calls("BuiltinsExec", "builtins", "exec"),
      Calls("BuiltinsGetattr", "builtins", "getattr"),
      Calls("BuiltinsOfPython2", "__builtin__", "eval"),
      Calls("Subprocess", "subprocess", "Popen"),
      Calls("Runpy", "runpy", "_run_code"),
      Calls("Functools", "functools", "partial"),
      Calls("Copyreg", "copyreg", "_reconstructor"),
      Calls("Cve2025_1716_PipMain", "pip", "main"),
      Calls("Cve2025_10157_Submodule", "asyncio.unix_events", "_UnixSubprocessTransport._start"),
      Calls("TorchLoad", "torch", "load"),
      Calls("TorchHubLoad", "torch.hub", "load"),
      Calls("TorchJitLoad", "torch.jit", "load"),
      // Torch's own function that unpickles bytes once more.
      Calls("LoadFromBytes", "torch.storage", "_load_from_bytes"),
      Calls("CollectEnvRun", "torch.utils.collect_env", "run"),
      Calls("NumpyReconstruct", "numpy.core.multiarray", "_reconstruct"),
      Calls("WholeModule", "torch.nn.modules.linear", "Linear"),
      Calls("InAllowedModule", "collections", "namedtuple"),
      Calls("Counter", "collections", "Counter"),
      Calls("WalkThroughSerialization", "torch.serialization", "os.system"),
      Calls("WalkIntoModule", "torch", "_utils._rebuild_tensor_v2"),
      Calls("WalkThroughStorage", "torch.storage", "UntypedStorage.__init__.__globals__"),
      Calls("AllowedPrefix", "torch._utils", "_rebuild_tensor_v2.__globals__"),
      Calls("PrefixOfAllowed", "torch._utils", "_rebuild_tensor_v"),
      Calls("SuffixOfAllowed", "torch._utils", "rebuild_tensor_v2"),
      Calls("MoreThanAllowed", "torch._utils", "_rebuild_tensor_v23"),
      Calls("ModuleWithMore", "torch._utils2", "_rebuild_tensor_v2"),
      Calls("ModuleInAnother", "evil.torch._utils", "_rebuild_tensor_v2"),
      Calls("ModuleWithoutDot", "torch_utils", "_rebuild_tensor_v2"),
      Calls("OtherCase", "Torch", "FloatStorage"),
      Calls("SpaceBehind", "torch ", "FloatStorage"),
      Calls("SplitElsewhere", "torch._utils._rebuild_tensor_v2", ""),
      Calls("NothingAtAll", "", ""),
      Calls("StorageOfAnotherModule", "torch.storage", "FloatStorage"),
      Calls("TypedStorage", "torch.storage", "TypedStorage"),
      CallsFromMemo("StackOsSystem", "os", "system"),
      CallsFromMemo("StackWalk", "torch.serialization", "os.system"),
      CallsFromMemo("StackAllowedPrefix", "collections", "OrderedDict.__init__"),
      {"StackOfInts", WithObject(Int(1) + Int(2) + "\x93"), "STACK_GLOBAL without two strings"},
      {"StackOfBytes", WithObject("C\x02osC\x06system\x93"), "STACK_GLOBAL without two strings"},
      {"StackOfAGlobal", WithObject(Global("torch", "Size") + Str("x") + "\x93"), "STACK_GLOBAL without two strings"},
      {"CarriageReturn", WithObject(Global("torch\r", "FloatStorage")), "names torch\\r.FloatStorage"},
      {"Nul", WithObject(Global(std::string("torch\0", 6), "FloatStorage")), "names torch\\x00.FloatStorage"},
      {"CyrillicLetter", WithObject(Global("t\xd0\xberch", "FloatStorage")), "names t\\xd0\\xberch.FloatStorage"},
      {"ControlCharacters", WithObject(Global("\x1b[31m", "x\x07")), "names \\x1b[31m.x\\x07"},
      {"WithoutEnd", WithObject("c" + std::string(600, 'a')), "no end of the line"},
      {"OneLine", WithObject("cos\n" + std::string(300, 'a')), "no end of the line"},
      {"StackLongName", WithObject(Str(std::string(100000, 'a')) + Str("b") + "\x93"), "names aaaa"},
  };
}

}  // namespace assay::testing_files
