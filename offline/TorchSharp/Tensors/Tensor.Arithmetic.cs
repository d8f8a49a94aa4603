namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Operators.Call("add.Tensor", this, target);
        public Tensor add(Tensor target, Scalar alpha) => Operators.Call("add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar) => Operators.Call("add.Scalar", this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Operators.Call("add.Scalar", this, scalar, alpha);
        public Tensor add_(Tensor target) => Operators.CallInPlace("add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Operators.CallInPlace("add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => Operators.CallInPlace("add_.Scalar", this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Operators.CallInPlace("add_.Scalar", this, scalar, alpha);
        public Tensor sub(Tensor target) => Operators.Call("sub.Tensor", this, target);
        public Tensor sub(Scalar target) => Operators.Call("sub.Scalar", this, target);
        public Tensor sub_(Tensor target) => Operators.CallInPlace("sub_.Tensor", this, target);
        public Tensor sub_(Scalar target) => Operators.CallInPlace("sub_.Scalar", this, target);
        public Tensor subtract(Tensor target) => Operators.Call("sub.Tensor", this, target);
        public Tensor subtract(Scalar target) => Operators.Call("sub.Scalar", this, target);
        public Tensor mul(Tensor target) => Operators.Call("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => Operators.Call("mul.Scalar", this, target);
        public Tensor mul_(Tensor target) => Operators.CallInPlace("mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => Operators.CallInPlace("mul_.Scalar", this, target);
        public Tensor multiply(Tensor target) => Operators.Call("mul.Tensor", this, target);
        public Tensor multiply(Scalar target) => Operators.Call("mul.Scalar", this, target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Operators.Call("div.Tensor_mode", this, target, Name(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Operators.Call("div.Scalar_mode", this, target, Name(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Operators.CallInPlace("div_.Tensor_mode", this, target, Name(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Operators.CallInPlace("div_.Scalar_mode", this, target, Name(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor true_divide(Tensor other) => Operators.Call("div.Tensor", this, other);
        public Tensor true_divide(Scalar other) => Operators.Call("div.Scalar", this, other);
        public Tensor floor_divide(Tensor other) => Operators.Call("floor_divide", this, other);
        public Tensor floor_divide(Scalar other) => Operators.Call("floor_divide.Scalar", this, other);
        public Tensor remainder(Tensor target) => Operators.Call("remainder.Tensor", this, target);
        public Tensor remainder(Scalar scalar) => Operators.Call("remainder.Scalar", this, scalar);
        public Tensor fmod(Tensor target) => Operators.Call("fmod.Tensor", this, target);
        public Tensor fmod(Scalar scalar) => Operators.Call("fmod.Scalar", this, scalar);
        public Tensor pow(Tensor exponent) => Operators.Call("pow.Tensor_Tensor", this, exponent);
        public Tensor pow(Scalar exponent) => Operators.Call("pow.Tensor_Scalar", this, exponent);
        public Tensor pow_(Tensor exponent) => Operators.CallInPlace("pow_.Tensor", this, exponent);
        public Tensor pow_(Scalar exponent) => Operators.CallInPlace("pow_.Scalar", this, exponent);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.Call("addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.CallInPlace("addcmul_", this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Operators.Call("addcdiv", this, tensor1, tensor2);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.Call("addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Operators.CallInPlace("addcdiv_", this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.CallInPlace("addcdiv_", this, tensor1, tensor2, value);
        public Tensor lerp(Tensor end, Tensor weight) => Operators.Call("lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Operators.CallInPlace("lerp_.Tensor", this, end, weight);
        public Tensor maximum(Tensor other) => Operators.Call("maximum", this, other);
        public Tensor minimum(Tensor other) => Operators.Call("minimum", this, other);
        public Tensor atan2(Tensor other) => Operators.Call("atan2", this, other);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.Call("clamp", this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Operators.Call("clamp.Tensor", this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Operators.CallInPlace("clamp_", this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Operators.CallInPlace("clamp_.Tensor", this, min, max);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => Operators.Call("clamp", this, min, max);
        public Tensor clamp_min(Scalar min) => Operators.Call("clamp_min", this, min);
        public Tensor clamp_min_(Scalar min) => Operators.CallInPlace("clamp_min_", this, min);
        public Tensor clamp_max(Scalar max) => Operators.Call("clamp_max", this, max);
        public Tensor clamp_max_(Scalar max) => Operators.CallInPlace("clamp_max_", this, max);
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) =>
            Operators.Call("nan_to_num", this, nan, posinf, neginf);
        public Tensor heaviside(Tensor other) => Operators.Call("heaviside", this, other);
        public Tensor hypot(Tensor other) => Operators.Call("hypot", this, other);
        public Tensor logaddexp(Tensor other) => Operators.Call("logaddexp", this, other);
        public Tensor xlogy(Tensor y) => Operators.Call("xlogy.Tensor", this, y);
        public Tensor xlogy(Scalar y) => Operators.Call("xlogy.Scalar_Other", this, y);
    }
}
