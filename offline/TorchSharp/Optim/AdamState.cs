namespace TorchSharp.Modules;

using static torch;

internal readonly record struct AdamSettings(double LearningRate, double Beta1, double Beta2, double Epsilon, double WeightDecay, bool AmsGrad, bool Maximize, bool Decoupled)
{
    internal static void Validate(double lr, double beta1, double beta2, double eps, double weightDecay)
    {
        if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
        if (eps < 0) throw new ArgumentException($"Invalid ε: {eps}");
        if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1: {beta1}");
        if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2: {beta2}");
        if (weightDecay < 0) throw new ArgumentException($"Invalid weight_decay value: {weightDecay}");
    }
}

/// <summary>The moments of one parameter, and the update of Adam and AdamW: they differ in where the weight decay goes.</summary>
internal sealed class AdamState(Parameter parameter, Func<OptimizerOptions, bool> isAmsGrad) : OptimizerState(parameter)
{
    private long _step;
    private Tensor _mean = null!;
    private Tensor _square = null!;
    private Tensor? _largest;

    public override void Initialize(OptimizerOptions options)
    {
        Release();
        _step = 0;
        _mean = zeros_like(_parameter).DetachFromDisposeScope();
        _square = zeros_like(_parameter).DetachFromDisposeScope();
        _largest = isAmsGrad(options) ? zeros_like(_parameter).DetachFromDisposeScope() : null;
    }

    internal void Update(AdamSettings s)
    {
        var grad = _parameter.grad;
        if (grad is null) return;
        if (s.Maximize) grad = grad.neg();
        _step++;
        if (s.Decoupled) _parameter.mul_(1 - s.LearningRate * s.WeightDecay);
        else if (s.WeightDecay != 0) grad = grad.add(_parameter, s.WeightDecay);
        _mean.mul_(s.Beta1).add_(grad, 1 - s.Beta1);
        _square.mul_(s.Beta2).addcmul_(grad, grad, 1 - s.Beta2);
        using var denominator = SecondMoment(s).sqrt();
        denominator.div_(Math.Sqrt(1 - Math.Pow(s.Beta2, _step))).add_(s.Epsilon);
        _parameter.addcdiv_(_mean, denominator, -s.LearningRate / (1 - Math.Pow(s.Beta1, _step)));
    }

    public override void to(Device device)
    {
        _mean = _mean.to(device);
        _square = _square.to(device);
        _largest = _largest?.to(device);
    }

    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(_step);
        _mean.Save(writer);
        _square.Save(writer);
        SaveConditionalStateTensor(writer, _largest);
    }

    public override void LoadStateDict(BinaryReader reader)
    {
        _step = reader.ReadInt64();
        _mean.Load(reader);
        _square.Load(reader);
        LoadConditionalStateTensor(reader, ref _largest, _parameter.device);
    }

    public override void LoadStateDict(OptimizerState source)
    {
        var other = (AdamState)source;
        Release();
        _step = other._step;
        _mean = other._mean.to(_parameter.device, copy: true);
        _square = other._square.to(_parameter.device, copy: true);
        _largest = other._largest?.to(_parameter.device, copy: true);
    }

    internal override void Release()
    {
        _mean?.Dispose();
        _square?.Dispose();
        _largest?.Dispose();
    }

    private Tensor SecondMoment(AdamSettings s)
    {
        if (!s.AmsGrad) return _square;
        using var before = _largest!;
        return _largest = maximum(before, _square).DetachFromDisposeScope();
    }
}
