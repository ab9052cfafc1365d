using System.Numerics;
using System.Reflection;
using SimdBackprop.Data;

namespace SimdBackprop.Cli;

/// <summary>The training and test sets that the command line asks for.</summary>
internal sealed class Samples<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Pixels of the embedded digits run from 0 to 16.
    private const double DigitScale = 1.0 / 16;

    private Samples(string name, Dataset<T> training, Dataset<T> test)
    {
        Name = name;
        Training = training;
        Test = test;
    }

    internal string Name { get; }

    internal Dataset<T> Training { get; }

    internal Dataset<T> Test { get; }

    internal static Samples<T> Load(NetworkSettings settings)
    {
        if (settings.Data is { } directory)
        {
            (Dataset<T> training, Dataset<T> test) = IdxDirectory.Load<T>(directory);
            return new Samples<T>(directory, training, test);
        }

        using Dataset<T> digits = Dataset<T>.FromImages(
            Embedded("digits-images-idx3-ubyte.gz"), Embedded("digits-labels-idx1-ubyte.gz"), scale: DigitScale);
        try
        {
            (Dataset<T> training, Dataset<T> test) = digits.Split(settings.TestShare, RunSeeds.From(settings.Seed).Split);
            return new Samples<T>("digits", training, test);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new UnusableException($"--test-share: {settings.TestShare} of {digits.Count} samples leaves one side without any.", error);
        }
    }

    public void Dispose()
    {
        Training.Dispose();
        Test.Dispose();
    }

    private static IdxArray Embedded(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The tool was built without {name}.");
        return IdxFile.Read(stream, name);
    }
}
