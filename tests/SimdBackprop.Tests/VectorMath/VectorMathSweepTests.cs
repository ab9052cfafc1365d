using System.Globalization;

namespace SimdBackprop.Tests;

/// <summary>
/// Every float there is against the function in double, which <see cref="VectorMathAccuracyTests"/> holds to a reference of its own. SIMDBACKPROP_FLOAT_STRIDE
/// sets the step from one float to the next: 1 is the complete sweep, about a minute for each function on two cores.
/// </summary>
public sealed class VectorMathSweepTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Block = 1 << 13;

    private static long Stride => long.Parse(Environment.GetEnvironmentVariable("SIMDBACKPROP_FLOAT_STRIDE") ?? "101", CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(ElementaryFunction.Names), MemberType = typeof(ElementaryFunction))]
    public void Floats_are_within_the_documented_error(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        long stride = Stride;
        long count = (uint.MaxValue / stride) + 1;
        (double Error, float At) worst = (0, 0);
        object gate = new();
        Parallel.For(0L, (count + Block - 1) / Block, () => new Worker(function), (block, _, worker) => worker.Check(block * Block, Math.Min(count, (block + 1) * Block), stride), worker =>
        {
            lock (gate)
            {
                worst = worker.Worst.Error > worst.Error ? worker.Worst : worst;
            }
        });

        string report = FormattableString.Invariant($"{name} float: {worst.Error:F4} ULP at {worst.At:R}, of {count} floats");
        output.WriteLine(report);
        Assert.True(worst.Error <= function.LargestError.Single, report);
    }

    private sealed class Worker(ElementaryFunction function)
    {
        private readonly float[] _x = new float[Block];
        private readonly float[] _computed = new float[Block];
        private readonly double[] _wide = new double[Block];
        private readonly double[] _exact = new double[Block];

        internal (double Error, float At) Worst { get; private set; }

        internal Worker Check(long from, long to, long stride)
        {
            int length = (int)(to - from);
            for (int i = 0; i < length; i++)
            {
                _x[i] = BitConverter.UInt32BitsToSingle((uint)((from + i) * stride));
                _wide[i] = _x[i];
            }

            function.Single(_x.AsSpan(0, length), _computed.AsSpan(0, length), null);
            function.Double(_wide.AsSpan(0, length), _exact.AsSpan(0, length), null);
            for (int i = 0; i < length; i++)
            {
                double error = ErrorOf(_computed[i], _exact[i]);
                Worst = error > Worst.Error ? (error, _x[i]) : Worst;
            }

            return this;
        }

        // Ulp.ErrorOf for numbers in float's range, without calls.
        private static double ErrorOf(float computed, double exact)
        {
            if (!float.IsFinite(computed) || !(Math.Abs(exact) <= float.MaxValue))
            {
                return Ulp.ErrorOf(computed, exact);
            }

            long exponent = Math.Max((BitConverter.DoubleToInt64Bits(exact) >> 52 & 0x7ff) - 1023, -126);
            return Math.Abs(computed - exact) * BitConverter.Int64BitsToDouble(1023 + 23 - exponent << 52);
        }
    }
}
