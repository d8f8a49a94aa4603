namespace Microsoft.ML.Runtime;

/// <summary>Adds context to exceptions.</summary>
public interface IExceptionContext
{
    /// <summary>What this context is.</summary>
    string ContextDescription { get; }

    /// <summary>Marks an exception with this context and returns it.</summary>
    TException Process<TException>(TException ex)
        where TException : Exception;
}

/// <summary>Starts channels.</summary>
public interface IChannelProvider : IExceptionContext
{
    /// <summary>A channel for messages to people.</summary>
    IChannel Start(string name);

    /// <summary>A pipe for messages of any type.</summary>
    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>The surroundings of a component.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    /// <summary>What can be loaded from model files.</summary>
    ComponentCatalog ComponentCatalog { get; }

    /// <summary>A host for a component, with its own random stream.</summary>
    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>The surroundings of one component.</summary>
public interface IHost : IHostEnvironment
{
    /// <summary>The component's random stream, derived from the context's seed.</summary>
    Random Rand { get; }
}

/// <summary>Sends messages to whoever listens.</summary>
public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    /// <summary>Sends one message.</summary>
    void Send(TMessage msg);
}

/// <summary>Sends messages to people.</summary>
public interface IChannel : IPipe<ChannelMessage>
{
    /// <summary>A message for debugging.</summary>
    void Trace(MessageSensitivity sensitivity, string fmt);

    /// <summary>A message for debugging.</summary>
    void Trace(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>A message about a failure.</summary>
    void Error(MessageSensitivity sensitivity, string fmt);

    /// <summary>A message about a failure.</summary>
    void Error(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>A message about something doubtful.</summary>
    void Warning(MessageSensitivity sensitivity, string fmt);

    /// <summary>A message about something doubtful.</summary>
    void Warning(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>A message about progress.</summary>
    void Info(MessageSensitivity sensitivity, string fmt);

    /// <summary>A message about progress.</summary>
    void Info(MessageSensitivity sensitivity, string fmt, params object[] args);
}

internal interface IHostEnvironmentInternal : IHostEnvironment
{
    int? Seed { get; }

    string TempFilePath { get; set; }

    bool FallbackToCpu { get; set; }

    int? GpuDeviceId { get; set; }
}

internal interface IMessageSource
{
    string ShortName { get; }

    string FullName { get; }

    bool Verbose { get; }
}
