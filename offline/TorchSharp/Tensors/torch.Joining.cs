namespace TorchSharp;

public enum compute_mode { use_mm_for_euclid_dist_if_necessary = 0, use_mm_for_euclid_dist = 1, donot_use_mm_for_euclid_dist = 2 }

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Operators.Call("cat", Listed(tensors), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Operators.Call("stack", Listed(tensors), dim);
    public static Tensor hstack(IList<Tensor> tensors) => Operators.Call("hstack", Listed(tensors));
    public static Tensor vstack(IList<Tensor> tensors) => Operators.Call("vstack", Listed(tensors));
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) => tensor.split(split_size_or_sections, dim);
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Operators.CallMany("meshgrid.indexing", Listed(tensors), indexing);
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Operators.CallMany("broadcast_tensors", tensors);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);
    public static Tensor[] where(Tensor condition) => Operators.CallMany("where", condition);
    public static Tensor einsum(string equation, params Tensor[] tensors) => Operators.Call("einsum", equation, tensors);
    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        Operators.Call("cdist", x1, x2, p, (long)compute_mode);
    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Operators.Call("searchsorted.Tensor", sorted_sequence, values, out_int32, right, Argument.None, sorter);

    private static Tensor[] Listed(IEnumerable<Tensor> tensors) => tensors as Tensor[] ?? tensors.ToArray();
}
