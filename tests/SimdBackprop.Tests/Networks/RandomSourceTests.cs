using System.Numerics;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

public class RandomSourceTests
{
    private static readonly BigInteger Modulus = BigInteger.One << 64;

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(1234567UL)]
    [InlineData(0x8000000000000000UL)]
    [InlineData(ulong.MaxValue)]
    public void The_sequence_of_a_seed_is_the_papers_definition(ulong seed)
    {
        RandomSource random = new(seed);
        BigInteger[] state = StateOfSeed(seed);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal((ulong)NextByDefinition(state), random.NextUInt64());
        }
    }

    [Fact]
    public void The_state_of_a_seed_is_the_published_output_of_splitmix64()
    {
        ulong[] state = new ulong[RandomSource.StateLength];
        new RandomSource(1234567).GetState(state);
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431], state);
    }

    [Fact]
    public void The_sequence_of_a_state_is_the_published_output_of_xoshiro256starstar()
    {
        RandomSource random = RandomSource.FromState([1, 2, 3, 4]);
        ulong[] outputs = [random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
        Assert.Equal([11520, 0, 1509978240, 1215971899390074240], outputs);
    }

    [Fact]
    public void A_saved_state_continues_the_sequence()
    {
        RandomSource random = new(42);
        for (int i = 0; i < 17; i++)
        {
            random.NextUInt64();
        }

        ulong[] state = new ulong[RandomSource.StateLength + 1];
        state[RandomSource.StateLength] = 99;
        random.GetState(state);
        RandomSource resumed = RandomSource.FromState(state.AsSpan(0, RandomSource.StateLength));
        Assert.Equal(99UL, state[RandomSource.StateLength]);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(random.NextUInt64(), resumed.NextUInt64());
        }
    }

    [Fact]
    public void A_state_that_cannot_be_one_is_refused()
    {
        Assert.Equal("state", Assert.Throws<ArgumentException>(() => RandomSource.FromState([0, 0, 0, 0])).ParamName);
        Assert.Equal("state", Assert.Throws<ArgumentException>(() => RandomSource.FromState([1, 2, 3])).ParamName);
        Assert.Equal("state", Assert.Throws<ArgumentException>(() => RandomSource.FromState([1, 2, 3, 4, 5])).ParamName);
        ulong[] small = [7, 7, 7];
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => new RandomSource(1).GetState(small)).ParamName);
        Assert.Equal([7, 7, 7], small);
    }

    [Fact]
    public void A_double_is_the_upper_53_bits()
    {
        RandomSource doubles = new(5);
        RandomSource bits = new(5);
        for (int i = 0; i < 10_000; i++)
        {
            double value = doubles.NextDouble();
            Assert.Equal((double)(bits.NextUInt64() >> 11), value * Math.ScaleB(1, 53));
            Assert.InRange(value, 0, Math.BitDecrement(1.0));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData((1 << 30) + 1)]
    [InlineData(int.MaxValue)]
    public void An_integer_is_drawn_as_in_the_paper_by_rejection(int range)
    {
        RandomSource random = new(11);
        RandomSource bits = new(11);
        for (int i = 0; i < 1000; i++)
        {
            BigInteger scaled;
            do
            {
                scaled = (bits.NextUInt64() >> 32) * (BigInteger)range;
            }
            while (scaled % (1L << 32) < (1L << 32) % range);

            Assert.Equal((int)(scaled >> 32), random.NextInt32(range));
        }
    }

    // With 3·2²⁹ numbers, taking the remainder of 32 bits would draw the lower 2³⁰ of them, two thirds, with probability 3/4.
    [Fact]
    public void Integers_are_unbiased_where_a_remainder_would_not_be()
    {
        RandomSource random = new(3);
        const int Draws = 100_000;
        int lower = 0;
        for (int i = 0; i < Draws; i++)
        {
            lower += random.NextInt32(3 << 29) < 1 << 30 ? 1 : 0;
        }

        double deviations = (lower - (Draws * 2.0 / 3)) / Math.Sqrt(Draws * 2.0 / 9);
        Assert.InRange(deviations, -4, 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_range_without_numbers_is_refused(int range) =>
        Assert.Equal(
            "exclusiveMax", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomSource(1).NextInt32(range)).ParamName);

    [Theory]
    [InlineData(-0.5, 0.5)]
    [InlineData(0, 1e-320)]
    [InlineData(1, 1.0000000000000002)]
    [InlineData(-1e308, 7e307)]
    public void Uniform_numbers_stay_below_the_end(double low, double high)
    {
        RandomSource random = new(8);
        for (int i = 0; i < 10_000; i++)
        {
            double value = random.NextUniform(low, high);
            Assert.True(value >= low && value < high, $"{value:R} is not in [{low:R}, {high:R})");
        }
    }

    [Fact]
    public void Uniform_numbers_fill_the_interval()
    {
        RandomSource random = new(9);
        double sum = 0;
        double least = double.MaxValue;
        double most = double.MinValue;
        const int Draws = 100_000;
        for (int i = 0; i < Draws; i++)
        {
            double value = random.NextUniform(2, 6);
            sum += value;
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        // The mean's standard deviation is the width over √(12·draws).
        Assert.InRange(sum / Draws, 4 - (4 * 4 / Math.Sqrt(12.0 * Draws)), 4 + (4 * 4 / Math.Sqrt(12.0 * Draws)));
        Assert.InRange(least, 2, 2.001);
        Assert.InRange(most, 5.999, 6);
    }

    [Fact]
    public void An_interval_of_no_width_is_its_bound() => Assert.Equal(0.25, new RandomSource(1).NextUniform(0.25, 0.25));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.MinValue, double.MaxValue)]
    public void An_interval_that_is_none_is_refused(double low, double high) =>
        Assert.Equal(
            "high", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomSource(1).NextUniform(low, high)).ParamName);

    [Fact]
    public void A_shuffle_permutes_and_repeats_with_its_seed()
    {
        int[] first = [.. Enumerable.Range(0, 1000)];
        int[] second = [.. Enumerable.Range(0, 1000)];
        int[] other = [.. Enumerable.Range(0, 1000)];
        new RandomSource(4).Shuffle(first);
        new RandomSource(4).Shuffle(second);
        new RandomSource(5).Shuffle(other);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.NotEqual(Enumerable.Range(0, 1000), first);
        Assert.Equal(Enumerable.Range(0, 1000), first.Order());
    }

    [Fact]
    public void Every_order_of_a_shuffle_is_equally_likely()
    {
        RandomSource random = new(6);
        Dictionary<string, int> orders = [];
        const int Draws = 24_000;
        for (int i = 0; i < Draws; i++)
        {
            int[] items = [0, 1, 2, 3];
            random.Shuffle(items);
            string order = string.Concat(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        // χ² with 23 degrees of freedom: 49.7 is exceeded once in a thousand seeds; this one is fixed.
        double expected = Draws / 24.0;
        Assert.Equal(24, orders.Count);
        Assert.InRange(orders.Values.Sum(count => (count - expected) * (count - expected) / expected), 5, 49.7);
    }

    [Fact]
    public void Shuffling_nothing_or_one_item_draws_nothing()
    {
        RandomSource random = new(7);
        int[] one = [3];
        random.Shuffle([]);
        random.Shuffle(one);
        Assert.Equal(3, one[0]);
        Assert.Equal(new RandomSource(7).NextUInt64(), random.NextUInt64());
    }

    private static BigInteger[] StateOfSeed(ulong seed)
    {
        BigInteger[] state = new BigInteger[4];
        BigInteger counter = seed;
        for (int i = 0; i < 4; i++)
        {
            counter = (counter + BigInteger.Parse("11400714819323198485")) % Modulus;
            BigInteger mixed = (counter ^ (counter / BigInteger.Pow(2, 30))) * BigInteger.Parse("13787848793156543929") % Modulus;
            mixed = (mixed ^ (mixed / BigInteger.Pow(2, 27))) * BigInteger.Parse("10723151780598845931") % Modulus;
            state[i] = mixed ^ (mixed / BigInteger.Pow(2, 31));
        }

        return state;
    }

    // The linear engine, in the words of the paper: s ← s·M over bits, and the ** scrambler on the second word.
    private static BigInteger NextByDefinition(BigInteger[] s)
    {
        BigInteger result = Rotate(s[1] * 5 % Modulus, 7) * 9 % Modulus;
        (BigInteger a, BigInteger b, BigInteger c, BigInteger d) = (s[0], s[1], s[2], s[3]);
        s[0] = a ^ b ^ d;
        s[1] = a ^ b ^ c;
        s[2] = a ^ c ^ (b * BigInteger.Pow(2, 17) % Modulus);
        s[3] = Rotate(b ^ d, 45);
        return result;
    }

    private static BigInteger Rotate(BigInteger word, int bits)
    {
        BigInteger product = word * BigInteger.Pow(2, bits);
        return (product % Modulus) + (product / Modulus);
    }
}
