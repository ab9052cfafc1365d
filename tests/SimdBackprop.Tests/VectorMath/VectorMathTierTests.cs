using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>The bits do not depend on the tier, on where an element stands, or on the form of the call.</summary>
public sealed class VectorMathTierTests
{
    public static TheoryData<string, SimdTier> NamesAndTiers
    {
        get
        {
            TheoryData<string, SimdTier> data = [];
            foreach (string name in ElementaryFunction.AllNames)
            {
                foreach (SimdTier tier in Enum.GetValues<SimdTier>())
                {
                    data.Add(name, tier);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndTiers))]
    public void Every_length_gives_the_bits_of_the_register_form_and_nothing_is_written_beyond(string name, SimdTier tier)
    {
        Check<float>(name, tier);
        Check<double>(name, tier);
    }

    [Theory]
    [MemberData(nameof(NamesAndTiers))]
    public void Thousands_of_bit_patterns_give_the_bits_of_the_register_form(string name, SimdTier tier)
    {
        CheckLength<float>(name, tier, 20_011);
        CheckLength<double>(name, tier, 20_011);
    }

    private static void Check<T>(string name, SimdTier tier)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int length = 0; length <= (9 * SimdDispatch.Lanes<T>(tier)) + 1; length++)
        {
            CheckLength<T>(name, tier, length);
        }
    }

    private static void CheckLength<T>(string name, SimdTier tier, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        KernelOptions options = new() { Tier = tier };
        T canary = T.CreateTruncating(12345.678);
        T[] x = BitPatterns.Sample<T>(length);
        T[] destination = new T[length + 2];
        destination.AsSpan().Fill(canary);
        function.Over<T>()(x, destination.AsSpan(1, length), options);

        long[] expected = BitPatterns.Of<T>(Array.ConvertAll(x, value => function.RegisterForm<T>()(value)));
        Assert.Equal(expected, BitPatterns.Of<T>(destination.AsSpan(1, length)));
        Assert.Equal(canary, destination[0]);
        Assert.Equal(canary, destination[^1]);

        function.Over<T>()(x, x, options);
        Assert.Equal(expected, BitPatterns.Of<T>(x));
    }
}
