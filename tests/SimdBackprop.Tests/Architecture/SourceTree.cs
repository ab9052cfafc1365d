using System.Runtime.CompilerServices;

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
    internal static string Root { get; } = Find();

    /// <summary>Every C# file that people wrote, the tests' too.</summary>
    internal static SourceFile[] Files { get; } =
    [
        .. from file in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
           let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
           where !path.Split('/').Any(static part => part is "bin" or "obj" or "artifacts" || part.StartsWith('.'))
           orderby path
           select new SourceFile(path, File.ReadAllText(file)),
    ];

    internal static IEnumerable<SourceFile> Product => Files.Where(static file => file.Path.StartsWith("src/", StringComparison.Ordinal));

    private static string Find([CallerFilePath] string thisFile = "")
    {
        DirectoryInfo? directory = new FileInfo(thisFile).Directory;
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "SimdBackprop.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException($"No directory above {thisFile} holds the solution.");
    }
}
