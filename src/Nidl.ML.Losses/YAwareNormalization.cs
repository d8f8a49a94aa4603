namespace Nidl.ML.Losses;

/// <summary>Says how <see cref="YAwareInfoNceLoss"/> normalizes the kernel weights w(i,j), with s(i) = sum_{k != i} w(i,k).</summary>
public enum YAwareNormalization
{
    /// <summary>Each anchor's weights sum to one, w(i,j) / s(i), as the paper and nidl's documentation define. The default.</summary>
    PerAnchor,

    /// <summary>The weights of each column sum to one, w(i,j) / s(j), which is what nidl's and the authors' code compute.</summary>
    ReferenceColumns,
}
