namespace TorchSharp;

public static partial class torch
{
    public static unsafe string __version__ => Operators.Text(NativeMethods.nidl_version());

    public static int get_num_threads() => Operators.Threads;

    public static void set_num_threads(int num) => Operators.Threads = num;

    public static int get_num_interop_threads() => NativeMethods.nidl_interop_threads();

    public static void set_num_interop_threads(int num) => Operators.Check(NativeMethods.nidl_set_interop_threads(num));
}
