using System.Collections.Concurrent;

namespace Microsoft.ML.Runtime;

/// <summary>The root environment and the hosts registered under it: listeners and the catalog are shared, random streams are not.</summary>
internal class HostEnvironment : IHostEnvironmentInternal, IMessageSource
{
    private readonly ConcurrentDictionary<Type, Delegate> _listeners;
    private readonly Random _random;
    private readonly Lock _lock = new();

    public HostEnvironment(int? seed)
    {
        Seed = seed;
        ShortName = "HostEnvironment";
        FullName = ShortName;
        TempFilePath = Path.GetTempPath();
        ComponentCatalog = new ComponentCatalog();
        _random = seed is { } value ? new Random(value) : new Random();
        _listeners = [];
    }

    private protected HostEnvironment(HostEnvironment parent, string name, Random random, bool verbose)
    {
        Seed = parent.Seed;
        TempFilePath = parent.TempFilePath;
        FallbackToCpu = parent.FallbackToCpu;
        GpuDeviceId = parent.GpuDeviceId;
        ComponentCatalog = parent.ComponentCatalog;
        ShortName = name;
        FullName = parent is Host ? $"{parent.FullName}; {name}" : name;
        Verbose = verbose;
        _listeners = parent._listeners;
        _random = random;
    }

    public int? Seed { get; }

    public string TempFilePath { get; set; }

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public ComponentCatalog ComponentCatalog { get; }

    public string ShortName { get; }

    public string FullName { get; }

    public bool Verbose { get; }

    public virtual string ContextDescription => "HostEnvironment";

    protected Random Random => _random;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_lock) return new Host(this, name, new Random(seed ?? _random.Next()), verbose ?? Verbose);
    }

    public IChannel Start(string name) => new Channel(this, name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, name);

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new ProgressChannel(name, progress => Dispatch(this, progress));
    }

    public virtual TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is null) return null;
        ex.Data["Throwing component"] = "Environment";
        return Contracts.Mark(ex);
    }

    public void AddListener<TMessage>(Action<IMessageSource, TMessage> listener)
        => _listeners.AddOrUpdate(typeof(TMessage), listener, (_, others) => Delegate.Combine(others, listener));

    internal void Dispatch<TMessage>(IMessageSource source, TMessage message)
    {
        if (_listeners.TryGetValue(typeof(TMessage), out var listener)) ((Action<IMessageSource, TMessage>)listener)(source, message);
    }

    private sealed class Host(HostEnvironment parent, string name, Random random, bool verbose) : HostEnvironment(parent, name, random, verbose), IHost
    {
        public Random Rand => Random;

        public override string ContextDescription => FullName;

        public override TException Process<TException>(TException ex)
        {
            if (ex is null) return null;
            ex.Data["Throwing component"] = ShortName;
            return Contracts.Mark(ex);
        }
    }
}
