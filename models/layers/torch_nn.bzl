"""The flags of targets that depend on //models/layers:torch_nn, where <torch/nn/module.h> and its like stand precompiled."""

TORCH_NN = ["-include", "models/layers/torch_nn.h"]
