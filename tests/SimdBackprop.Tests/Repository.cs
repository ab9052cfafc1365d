namespace SimdBackprop.Tests;

/// <summary>
/// The files of the repository that the tests run in, found by walking up from the test assembly: paths recorded by the compiler are
/// mapped away in a deterministic build.
/// </summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>A file's text, named relative to the root.</summary>
    internal static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The files below a folder, relative to the root, build output left out.</summary>
    internal static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "SimdBackprop.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"There is no SimdBackprop.sln above {AppContext.BaseDirectory}.");
    }
}
