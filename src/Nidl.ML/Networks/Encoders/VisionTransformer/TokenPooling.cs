namespace Nidl.ML;

/// <summary>Names which tokens of a <see cref="VisionTransformer3d"/> become the embedding.</summary>
public enum TokenPooling
{
    /// <summary>The class token, normalized (arXiv:2010.11929).</summary>
    ClassToken,

    /// <summary>The mean of the patches' tokens, normalized after averaging. The class token takes part in the attention alone.</summary>
    Mean,
}
