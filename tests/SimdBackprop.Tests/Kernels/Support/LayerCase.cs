using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>A dense layer and a mini-batch.</summary>
internal sealed record LayerCase(int Batch, int Inputs, int Outputs, bool HasBias, bool KeepsZ, double Beta, int Padding, bool Specials, int Seed)
{
    internal static Arbitrary<LayerCase> Arbitrary => Arb.From(
        from batch in Gen.Frequency((1, Gen.Constant(1)), (3, Sizes.Extent))
        from inputs in Sizes.Terms
        from outputs in Sizes.Extent
        from hasBias in Gen.Elements(true, true, false)
        from keepsZ in Gen.Elements(true, false)
        from beta in Sizes.Scalar
        from padding in Sizes.Padding
        from specials in Sizes.Sometimes
        from seed in Sizes.Seed
        select new LayerCase(batch, inputs, outputs, hasBias, keepsZ, beta, padding, specials, seed),
        Shrink);

    private static IEnumerable<LayerCase> Shrink(LayerCase large)
    {
        foreach (int batch in Sizes.Smaller(large.Batch))
        {
            yield return large with { Batch = batch };
        }

        foreach (int inputs in Sizes.Smaller(large.Inputs))
        {
            yield return large with { Inputs = inputs };
        }

        foreach (int outputs in Sizes.Smaller(large.Outputs))
        {
            yield return large with { Outputs = outputs };
        }

        if (large.HasBias)
        {
            yield return large with { HasBias = false };
        }

        if (large.KeepsZ)
        {
            yield return large with { KeepsZ = false };
        }

        if (large.Padding > 0)
        {
            yield return large with { Padding = 0 };
        }

        if (large.Specials)
        {
            yield return large with { Specials = false };
        }

        if (large.Beta != 0)
        {
            yield return large with { Beta = 0 };
        }
    }

    internal LayerOperands<T> Operands<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(this);
}

/// <summary>The matrices of a layer: inputs, weights, and the destinations as they are before.</summary>
internal sealed class LayerOperands<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LayerOperands(LayerCase layer)
    {
        Random random = new(layer.Seed);
        TestMatrix<T> Next(int rows, int columns) => TestMatrix<T>.Of(rows, columns, layer.Padding, random, layer.Specials);
        X = Next(layer.Batch, layer.Inputs);
        Weights = Next(layer.Outputs, layer.Inputs);
        Bias = layer.HasBias ? Values.Vector<T>(layer.Outputs, random, layer.Specials) : [];
        Z = Next(layer.KeepsZ ? layer.Batch : 0, layer.Outputs);
        Output = Next(layer.Batch, layer.Outputs);
        Delta = Next(layer.Batch, layer.Outputs);
        PreviousZ = Next(layer.Batch, layer.Inputs);
        PreviousDelta = Next(layer.Batch, layer.Inputs);
        Beta = ElementType.FromDouble<T>(layer.Beta);
    }

    internal TestMatrix<T> X { get; }

    internal TestMatrix<T> Weights { get; }

    internal T[] Bias { get; }

    internal TestMatrix<T> Z { get; }

    internal TestMatrix<T> Output { get; }

    internal TestMatrix<T> Delta { get; }

    internal TestMatrix<T> PreviousZ { get; }

    internal TestMatrix<T> PreviousDelta { get; }

    internal T Beta { get; }
}
