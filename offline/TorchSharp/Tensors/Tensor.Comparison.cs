namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Operators.Call("eq.Tensor", this, target);
        public Tensor eq(Scalar target) => Operators.Call("eq.Scalar", this, target);
        public Tensor ne(Tensor target) => Operators.Call("ne.Tensor", this, target);
        public Tensor ne(Scalar target) => Operators.Call("ne.Scalar", this, target);
        public Tensor lt(Tensor target) => Operators.Call("lt.Tensor", this, target);
        public Tensor lt(Scalar target) => Operators.Call("lt.Scalar", this, target);
        public Tensor le(Tensor target) => Operators.Call("le.Tensor", this, target);
        public Tensor le(Scalar target) => Operators.Call("le.Scalar", this, target);
        public Tensor gt(Tensor target) => Operators.Call("gt.Tensor", this, target);
        public Tensor gt(Scalar target) => Operators.Call("gt.Scalar", this, target);
        public Tensor ge(Tensor target) => Operators.Call("ge.Tensor", this, target);
        public Tensor ge(Scalar target) => Operators.Call("ge.Scalar", this, target);
        public Tensor greater(Tensor target) => Operators.Call("gt.Tensor", this, target);
        public Tensor greater_equal(Tensor target) => Operators.Call("ge.Tensor", this, target);
        public Tensor less(Tensor target) => Operators.Call("lt.Tensor", this, target);
        public Tensor less_equal(Tensor target) => Operators.Call("le.Tensor", this, target);
        public Tensor not_equal(Tensor target) => Operators.Call("ne.Tensor", this, target);
        public Tensor equal(Tensor target) => Operators.Call("eq.Tensor", this, target);
        public bool allclose(Tensor target, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) =>
            Operators.CallBool("allclose", this, target, rtol, atol, equal_nan);
        public Tensor isclose(Tensor other, double rtol = 1e-5, double atol = 1e-8, bool nanEqual = false) =>
            Operators.Call("isclose", this, other, rtol, atol, nanEqual);
        public Tensor isfinite() => Operators.Call("isfinite", this);
        public Tensor isinf() => Operators.Call("isinf", this);
        public Tensor isnan() => Operators.Call("isnan", this);
        public Tensor isneginf() => Operators.Call("isneginf", this);
        public Tensor isposinf() => Operators.Call("isposinf", this);
        public Tensor signbit() => Operators.Call("signbit", this);
        public Tensor logical_not() => Operators.Call("logical_not", this);
        public Tensor logical_not_() => Operators.CallInPlace("logical_not_", this);
        public Tensor bitwise_not() => Operators.Call("bitwise_not", this);
        public Tensor bitwise_not_() => Operators.CallInPlace("bitwise_not_", this);
        public Tensor logical_and(Tensor other) => Operators.Call("logical_and", this, other);
        public Tensor logical_and_(Tensor other) => Operators.CallInPlace("logical_and_", this, other);
        public Tensor logical_or(Tensor other) => Operators.Call("logical_or", this, other);
        public Tensor logical_or_(Tensor other) => Operators.CallInPlace("logical_or_", this, other);
        public Tensor logical_xor(Tensor other) => Operators.Call("logical_xor", this, other);
        public Tensor bitwise_and(Tensor other) => Operators.Call("bitwise_and.Tensor", this, other);
        public Tensor bitwise_or(Tensor other) => Operators.Call("bitwise_or.Tensor", this, other);
        public Tensor bitwise_xor(Tensor other) => Operators.Call("bitwise_xor.Tensor", this, other);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Operators.Call("isin.Tensor_Tensor", this, test_elements, assumeUnique, invert);
        public Tensor where(Tensor condition, Tensor y) => Operators.Call("where.self", condition, this, y);
    }
}
