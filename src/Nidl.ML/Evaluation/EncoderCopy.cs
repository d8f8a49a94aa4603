using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Copies an encoder in training, so that what looks at it leaves its mode, its statistics and its random numbers alone.</summary>
internal static class EncoderCopy
{
    /// <summary>Creates a module of the description with the weights and buffers of another, on the same device; the caller owns it.</summary>
    public static nn.Module<Tensor, Tensor> Create(Encoder encoder, InputShape inputShape, nn.Module<Tensor, Tensor> original, Device device)
    {
        using var scope = NewDisposeScope();
        var copy = WeightInitialization.Create(0, () => encoder.CreateModule(inputShape));
        try
        {
            copy.to(device);
            WeightsLoader.Load(copy, original.state_dict());
            scope.Detach(copy.parameters().Concat(copy.buffers()));
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
