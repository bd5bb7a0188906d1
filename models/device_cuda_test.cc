// What needs a GPU of models/device.h: see device_test.cc for the rest.
#include <ATen/ops/equal.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

#include "harness/probe_values.h"
#include "models/device.h"
#include "models/registry.h"

namespace assay {
namespace {

TEST(FindDevice, Gpus_AreThoseThatThereAre) {
  ASSERT_TRUE(FindDevice("cuda").ok()) << FindDevice("cuda").status();
  EXPECT_EQ(FindDevice("cuda:0")->index(), 0);
  EXPECT_EQ(FindDevice("cuda:127").status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(DeviceName(*FindDevice("cuda")), "cuda:0") << "a product's name";
}

TEST(RunOn, AGpu_AnswersAsTheCpuDoesAndEachTimeTheSame) {
  const auto device = FindDevice("cuda");
  ASSERT_TRUE(device.ok()) << device.status();
  c10::InferenceMode inference;
  const at::Tensor images = ProbeInput("input", {4, 3, 224, 224}).to(at::kFloat);
  for (const char* name : {"resnet18", "mobilenet_v3_small", "efficientnet_b0"}) {
    const Builder& builder = **FindBuilder(name);
    Model model = Construct(builder, DefaultOptions(builder));
    model.eval();
    const at::Tensor expected = model.forward(images);
    const auto on_gpu = RunOn(model, *device);
    ASSERT_TRUE(on_gpu.ok()) << on_gpu.status();
    const at::Tensor once = on_gpu->forward(images), again = on_gpu->forward(images);
    EXPECT_TRUE(once.is_cpu());
    EXPECT_TRUE(at::equal(once, again)) << name;
    const double scale = expected.square().mean().sqrt().item<double>();
    EXPECT_LT(once.sub(expected).abs().max().item<double>(), 1e-4 * scale) << name;
  }
}

}  // namespace
}  // namespace assay
