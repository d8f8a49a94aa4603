// Arguments into IValues after an operator's schema, and its results back.
#pragma once
#include <ATen/core/dispatch/Dispatcher.h>

#include "handles.h"

namespace {

enum Tag : int64_t {
  TagNone, TagTensor, TagInt, TagDouble, TagBool, TagIntList, TagDoubleList, TagTensorList, TagString, TagDevice, TagGenerator, TagDefault
};

// What crosses the boundary: a tag, eight bytes of value, and a length (of a list) or an index (of a device).
struct Value {
  int64_t tag;
  union { int64_t integer; double number; void* pointer; };
  int64_t length;
};

enum class Kind { Tensor, TensorList, OptionalTensorList, Int, Double, Bool, Scalar, IntList, DoubleList, ScalarList, Device, Generator, String, Other };

struct Parameter {
  Kind kind;
  bool optional;
  c10::optional<c10::IValue> standard;
};

// An operator found once and kept for the life of the process.
struct Operator {
  c10::OperatorHandle handle;
  std::string name;
  std::vector<Parameter> parameters;
};

thread_local std::vector<void*> result_list;

Kind element_kind(const c10::TypePtr& element) {
  switch (element->kind()) {
    case c10::TypeKind::TensorType: return Kind::TensorList;
    case c10::TypeKind::OptionalType: return Kind::OptionalTensorList;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Kind::IntList;
    case c10::TypeKind::FloatType: return Kind::DoubleList;
    case c10::TypeKind::NumberType: return Kind::ScalarList;
    default: return Kind::Other;
  }
}

Kind kind_of(const c10::TypePtr& type) {
  switch (type->kind()) {
    case c10::TypeKind::TensorType: return Kind::Tensor;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Kind::Int;
    case c10::TypeKind::FloatType: return Kind::Double;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::NumberType: return Kind::Scalar;
    case c10::TypeKind::StringType: return Kind::String;
    case c10::TypeKind::DeviceObjType: return Kind::Device;
    case c10::TypeKind::GeneratorType: return Kind::Generator;
    case c10::TypeKind::ListType: return element_kind(type->castRaw<c10::ListType>()->getElementType());
    default: return Kind::Other;
  }
}

Parameter describe(const c10::Argument& argument) {
  auto type = argument.type();
  bool optional = type->kind() == c10::TypeKind::OptionalType;
  if (optional) type = type->castRaw<c10::OptionalType>()->getElementType();
  return {kind_of(type), optional, argument.default_value()};
}

[[noreturn]] void mismatch(const Operator& op, size_t index) {
  TORCH_CHECK(false, op.name, ": argument ", index, " has a value that its schema does not take: ", op.handle.schema());
}

int64_t as_int(const Operator& op, size_t index, const Value& v) {
  if (v.tag == TagInt || v.tag == TagBool) return v.integer;
  mismatch(op, index);
}

double as_double(const Operator& op, size_t index, const Value& v) {
  if (v.tag == TagDouble) return v.number;
  return static_cast<double>(as_int(op, index, v));
}

c10::IValue as_scalar(const Operator& op, size_t index, const Value& v) {
  if (v.tag == TagDouble) return v.number;
  if (v.tag == TagBool) return v.integer != 0;
  return as_int(op, index, v);
}

c10::IValue as_int_list(const Operator& op, size_t index, const Value& v) {
  if (v.tag == TagInt) return std::vector<int64_t>{v.integer};
  if (v.tag != TagIntList) mismatch(op, index);
  auto first = static_cast<const int64_t*>(v.pointer);
  return std::vector<int64_t>(first, first + v.length);
}

c10::IValue as_double_list(const Operator& op, size_t index, const Value& v) {
  if (v.tag == TagDouble) return std::vector<double>{v.number};
  if (v.tag != TagDoubleList) mismatch(op, index);
  auto first = static_cast<const double*>(v.pointer);
  return std::vector<double>(first, first + v.length);
}

c10::IValue as_optional_tensor_list(const Value& v) {
  c10::List<c10::optional<at::Tensor>> list;
  for (int64_t i = 0; i < v.length; ++i) {
    void* handle = static_cast<void* const*>(v.pointer)[i];
    list.push_back(handle == nullptr ? c10::optional<at::Tensor>() : c10::optional<at::Tensor>(borrow(handle)));
  }
  return list;
}

c10::IValue as_tensor_list(const Operator& op, size_t index, const Value& v) {
  if (v.tag != TagTensorList) mismatch(op, index);
  auto handles = static_cast<void* const*>(v.pointer);
  return op.parameters[index].kind == Kind::TensorList ? c10::IValue(borrow_all(handles, v.length)) : as_optional_tensor_list(v);
}

// The argument as the schema wants it: an int becomes a double or a Scalar where the operator takes one.
c10::IValue coerce(const Operator& op, size_t index, const Value& v) {
  const auto& parameter = op.parameters[index];
  if (v.tag == TagDefault) {
    TORCH_CHECK(parameter.standard.has_value(), op.name, ": argument ", index, " has no default: ", op.handle.schema());
    return *parameter.standard;
  }
  if (v.tag == TagNone) {
    if (!parameter.optional && parameter.kind != Kind::Tensor) mismatch(op, index);
    return parameter.optional ? c10::IValue() : c10::IValue(at::Tensor());
  }
  switch (parameter.kind) {
    case Kind::Tensor: if (v.tag != TagTensor) mismatch(op, index); return borrow(v.pointer);
    case Kind::Int: return as_int(op, index, v);
    case Kind::Double: return as_double(op, index, v);
    case Kind::Bool: return as_int(op, index, v) != 0;
    case Kind::Scalar: return as_scalar(op, index, v);
    case Kind::IntList: return as_int_list(op, index, v);
    case Kind::DoubleList: return as_double_list(op, index, v);
    case Kind::TensorList:
    case Kind::OptionalTensorList: return as_tensor_list(op, index, v);
    case Kind::Device: if (v.tag != TagDevice) mismatch(op, index); return c10::Device(static_cast<c10::DeviceType>(v.integer), static_cast<c10::DeviceIndex>(v.length));
    case Kind::Generator: if (v.tag != TagGenerator) mismatch(op, index); return *static_cast<at::Generator*>(v.pointer);
    case Kind::String: if (v.tag != TagString) mismatch(op, index); return std::string(static_cast<const char*>(v.pointer), v.length);
    default: mismatch(op, index);
  }
}

Value list_result(const c10::List<at::Tensor>& tensors) {
  result_list.clear();
  for (const at::Tensor& tensor : tensors) result_list.push_back(own(tensor));
  Value v{TagTensorList, {0}, static_cast<int64_t>(result_list.size())};
  v.pointer = result_list.data();
  return v;
}

Value result(c10::IValue&& value) {
  Value v{TagNone, {0}, 0};
  if (value.isTensor()) {
    v.tag = TagTensor;
    v.pointer = own(std::move(value).toTensor());
  } else if (value.isTensorList()) {
    return list_result(value.toTensorList());
  } else if (value.isBool()) {
    v.tag = TagBool;
    v.integer = value.toBool();
  } else if (value.isInt()) {
    v.tag = TagInt;
    v.integer = value.toInt();
  } else if (value.isDouble()) {
    v.tag = TagDouble;
    v.number = value.toDouble();
  } else {
    TORCH_CHECK(value.isNone(), "a result of type ", value.tagKind(), " is not supported");
  }
  return v;
}

void call(const Operator& op, const Value* arguments, int64_t count, Value* results, int64_t capacity, int64_t* produced) {
  TORCH_CHECK(static_cast<size_t>(count) <= op.parameters.size(), op.name, ": ", count, " arguments given: ", op.handle.schema());
  const Value standard{TagDefault, {0}, 0};
  torch::jit::Stack stack;
  stack.reserve(op.parameters.size());
  for (size_t i = 0; i < op.parameters.size(); ++i) stack.push_back(coerce(op, i, static_cast<int64_t>(i) < count ? arguments[i] : standard));
  op.handle.callBoxed(&stack);
  TORCH_CHECK(static_cast<int64_t>(stack.size()) <= capacity, op.name, ": too many results");
  *produced = static_cast<int64_t>(stack.size());
  for (size_t i = 0; i < stack.size(); ++i) results[i] = result(std::move(stack[i]));
}

}  // namespace
