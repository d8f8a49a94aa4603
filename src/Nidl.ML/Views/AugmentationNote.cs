namespace Nidl.ML;

/// <summary>
/// Writes an augmentation as a JSON object, its type's name first and then its options: for people to read. A model does not need its
/// augmentations, so nothing is read back, and no file can name a type to create.
/// </summary>
internal sealed class AugmentationNote() : TypedNote<Augmentation>("augmentation");
