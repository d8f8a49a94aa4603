using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Property(3);
        public long dim() => Dimensions;
        public long ndim => Dimensions;
        public long NumberOfElements => Property(4);
        public long numel() => NumberOfElements;
        public long ElementSize => Property(11);
        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Property(0);
        public DeviceType device_type => (DeviceType)Property(1);
        public int device_index => (int)Property(2);
        public Device device => new(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_leaf => Property(6) != 0;
        public bool is_contiguous() => Property(10) != 0;
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);

        public bool is_nonzero() =>
            numel() == 1 ? Operators.CallBool("is_nonzero", this) : throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");

        public long[] shape => Layout(strides: false);
        public long[] size() => shape;
        public long size(int dim) => Operators.CallScalar("size.int", this, dim).AsInt64;
        public long[] stride() => Layout(strides: true);
        public long stride(int dim) => Operators.CallScalar("stride.int", this, dim).AsInt64;
        public long storage_offset() => Property(9);

        internal nint DataPointer => (nint)Property(7);

        private unsafe long Property(long which)
        {
            long value;
            Check(NativeMethods.nidl_property(Handle, which, &value));
            return value;
        }

        [SkipLocalsInit]
        private unsafe long[] Layout(bool strides)
        {
            const int Most = 128;
            long* values = stackalloc long[Most];
            long dimensions;
            Check(NativeMethods.nidl_layout(Handle, values, Most, &dimensions));
            return new ReadOnlySpan<long>(values + (strides ? dimensions : 0), (int)dimensions).ToArray();
        }

        // An instance method, so that this object (and its handle) outlives the native call that gave the status.
        private void Check(int status)
        {
            Operators.Check(status);
            GC.KeepAlive(this);
        }
    }
}
