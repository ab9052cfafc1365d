namespace SimdBackprop.Tests;

/// <summary>The library's public surface is the text that is checked in.</summary>
public sealed class PublicSurfaceTests
{
    private const string File = "docs/public-surface.txt";

    /// <summary>Set this variable to write the file anew; the change then shows in the diff.</summary>
    private const string UpdateVariable = "SIMDBACKPROP_UPDATE_SURFACE";

    [Fact]
    public void The_public_surface_is_the_one_that_is_checked_in()
    {
        string actual = PublicSurface.Of(typeof(Blas).Assembly);
        string path = Path.Combine(Repository.Root, File);
        if (Environment.GetEnvironmentVariable(UpdateVariable) is not null)
        {
            System.IO.File.WriteAllText(path, actual);
        }

        string[] expected = Repository.Text(File).Split('\n');
        string[] lines = actual.Split('\n');
        Assert.True(
            expected.SequenceEqual(lines),
            $"{File} differs; if the change is meant, run the tests once with {UpdateVariable}=1.\n"
            + $"Only in the file: {string.Join("; ", expected.Except(lines))}\nOnly in the assembly: {string.Join("; ", lines.Except(expected))}");
    }
}
