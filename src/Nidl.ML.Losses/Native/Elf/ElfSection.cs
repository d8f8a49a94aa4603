namespace Nidl.ML.Losses;

/// <summary>A section of an <see cref="ElfFile"/>.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Names">The bytes of the section that it links to, where its names stand.</param>
internal readonly record struct ElfSection(ElfPart Content, ElfPart Names);
