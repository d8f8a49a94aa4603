using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// A view of ours that reads others' rows through an <see cref="UpstreamCursor"/>: a failure of its cursors says by itself where it is.
/// </summary>
internal interface IRowNamingView : IDataView;
