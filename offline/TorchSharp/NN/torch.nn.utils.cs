using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients alike so that their joint norm is at most <paramref name="max_norm"/>; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var ungraded = no_grad();
                var grads = tensors.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                if (grads.Length == 0) return 0;
                double norm = TotalNorm(grads, norm_type);
                double factor = max_norm / (norm + 1e-6);
                if (factor < 1)
                    foreach (var grad in grads) grad.mul_(factor);
                return norm;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var ungraded = no_grad();
                foreach (var parameter in tensors) parameter.grad?.clamp_(-clip_value, clip_value);
            }

            private static double TotalNorm(Tensor[] grads, double order)
            {
                if (double.IsPositiveInfinity(order)) return stack(grads.Select(grad => grad.abs().max())).max().ToDouble();
                return linalg.vector_norm(stack(grads.Select(grad => linalg.vector_norm(grad, order))), order).ToDouble();
            }
        }
    }
}
