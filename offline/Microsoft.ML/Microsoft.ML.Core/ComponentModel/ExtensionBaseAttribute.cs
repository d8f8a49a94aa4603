namespace Microsoft.ML;

/// <summary>Marks a class that a model file refers to by a contract name.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName) => ContractName = contractName;

    /// <summary>The name in the model file.</summary>
    public string ContractName { get; }
}
