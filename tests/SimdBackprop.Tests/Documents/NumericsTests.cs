using System.Globalization;
using System.Text.RegularExpressions;

namespace SimdBackprop.Tests;

/// <summary>The errors that docs/numerics.md and the documentation of each function state are the ones that the tests hold the functions to.</summary>
public sealed partial class NumericsTests
{
    [Theory]
    [MemberData(nameof(ElementaryFunction.Names), MemberType = typeof(ElementaryFunction))]
    public void Stated_errors_are_the_tested_ones(string name)
    {
        (double Single, double Double) bound = ElementaryFunction.Named(name).LargestError;

        string[] rows = Repository.Text("docs/numerics.md").Split('\n');
        int header = Array.FindIndex(rows, static row => row.StartsWith("| | exp |", StringComparison.Ordinal));
        int column = Array.IndexOf(Cells(rows[header]), name.ToLowerInvariant());
        Assert.InRange(Number(Cells(rows.Skip(header).First(static row => row.StartsWith("| float |", StringComparison.Ordinal)))[column]), bound.Single - 0.001, bound.Single);
        Assert.InRange(Number(Cells(rows.Skip(header).First(static row => row.StartsWith("| double |", StringComparison.Ordinal)))[column]), bound.Double - 0.01, bound.Double);

        Match stated = Stated().Match(Repository.Text($"src/SimdBackprop/Kernels/VectorMath/{name}.cs"));
        Assert.InRange(Number(stated.Groups[1].Value), bound.Single - 0.001, bound.Single + 0.001);
        Assert.InRange(Number(stated.Groups[2].Value), bound.Double - 0.01, bound.Double + 0.01);
    }

    private static string[] Cells(string row) => [.. row.Split('|').Select(static cell => cell.Trim())];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Largest error: ([\d.]+) ULP in float, of all of them; ([\d.]+) ULP measured in double\.")]
    private static partial Regex Stated();
}
