// Writes the TorchScript files beside it; see README.md.
#include <torch/script.h>

using namespace torch::jit;

// A module as Python exports one: with the flag `training`, in a compilation unit that all parts share.
Module module_named(const std::string& name, const std::shared_ptr<CompilationUnit>& unit) {
  Module m(c10::QualifiedName("__torch__." + name), unit);
  m.register_attribute("training", c10::BoolType::get(), true);
  return m;
}

// A weight that takes gradients, as Python's are unless somebody says otherwise.
torch::Tensor weight(torch::Tensor values) { return values.requires_grad_(); }

// Values that a test can compute: (i * step) % 1 - 0.5 at place i.
torch::Tensor ramp(std::vector<int64_t> shape, double step) {
  auto count = c10::multiply_integers(shape);
  auto values = torch::arange(count, torch::kFloat64).mul(step).remainder(1.0).sub(0.5);
  return values.to(torch::kFloat32).reshape(shape).contiguous();
}

Module linear(const std::shared_ptr<CompilationUnit>& unit, const std::string& name, int64_t input, int64_t output) {
  auto m = module_named(name, unit);
  m.register_parameter("weight", weight(ramp({output, input}, 0.37)), false);
  m.register_parameter("bias", weight(ramp({output}, 0.29)), false);
  m.define("def forward(self, x):\n  return torch.linear(x, self.weight, self.bias)\n");
  return m;
}

// Gives its buffer a new tensor in every training step, as older releases of PyTorch do for the number of batches.
Module normalization(const std::shared_ptr<CompilationUnit>& unit, int64_t features) {
  auto m = module_named("Norm", unit);
  m.register_parameter("weight", weight(torch::ones(features)), false);
  m.register_parameter("bias", weight(torch::zeros(features)), false);
  m.register_buffer("running_mean", torch::zeros(features));
  m.register_buffer("running_var", torch::ones(features));
  m.register_buffer("num_batches_tracked", torch::tensor(0, torch::kInt64));
  m.define(R"(
def forward(self, x):
  if self.training:
    self.num_batches_tracked = self.num_batches_tracked + 1
  return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, self.training, 0.1, 1e-05, False)
)");
  return m;
}

int main() {
  {
    auto unit = std::make_shared<CompilationUnit>();
    auto m = module_named("Tanh", unit);
    m.register_parameter("weight", weight(ramp({4, 36}, 0.37)), false);
    m.register_parameter("bias", weight(ramp({4}, 0.29)), false);
    m.define("def forward(self, x):\n  return torch.tanh(torch.linear(torch.flatten(x, 1), self.weight, self.bias))\n");
    m.save("tanh.pt");
  }
  {
    auto unit = std::make_shared<CompilationUnit>();
    auto m = module_named("Net", unit);
    m.register_module("hidden", linear(unit, "Hidden", 36, 8));
    m.register_module("norm", normalization(unit, 8));
    m.register_module("output", linear(unit, "Output", 8, 4));
    m.define("def forward(self, x):\n  h = self.norm.forward(self.hidden.forward(torch.flatten(x, 1)))\n  return self.output.forward(torch.gelu(h) * torch.sigmoid(h))\n");
    m.save("batch-norm.pt");
  }
  {
    auto unit = std::make_shared<CompilationUnit>();
    auto m = module_named("Dropout", unit);
    m.register_module("output", linear(unit, "Output", 36, 4));
    m.define("def forward(self, x):\n  return self.output.forward(torch.dropout(torch.flatten(x, 1), 0.5, self.training))\n");
    m.save("dropout.pt");
  }
  {
    auto unit = std::make_shared<CompilationUnit>();
    auto m = module_named("Shift", unit);
    m.register_parameter("shift", torch::full({1}, 0.25), false);
    m.define("def forward(self, x):\n  return x + self.shift\n");
    m.save("shift.pt");
  }
}
