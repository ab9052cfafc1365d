namespace SimdBackprop.Tests;

/// <summary>A source file of the repository.</summary>
/// <param name="Path">From the repository's root, with slashes.</param>
/// <param name="Text">As it is.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The text without comments and strings.</summary>
    internal string Code { get; } = CSharpCode.Strip(Text);
}

/// <summary>The repository that these tests were compiled from.</summary>
internal static class SourceTree
{
    /// <summary>Every C# file that people wrote, the tests' too.</summary>
    internal static SourceFile[] Files { get; } =
    [
        .. from folder in (string[])["src", "tests", "benchmarks"]
           from path in Repository.Files(folder, "*.cs")
           select new SourceFile(path, Repository.Text(path)),
    ];

    internal static IEnumerable<SourceFile> Product => Files.Where(static file => file.Path.StartsWith("src/", StringComparison.Ordinal));
}
