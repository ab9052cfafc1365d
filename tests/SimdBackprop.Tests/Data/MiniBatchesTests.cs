using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

public class MiniBatchesTests
{
    [Theory]
    [InlineData(10, 1, 10, 1)]
    [InlineData(10, 3, 4, 1)]
    [InlineData(10, 5, 2, 5)]
    [InlineData(10, 10, 1, 10)]
    [InlineData(10, int.MaxValue, 1, 10)]
    [InlineData(1, 4, 1, 1)]
    public void An_epoch_has_every_sample_once_and_a_smaller_last_batch(int count, int batchSize, int batches, int last)
    {
        using Dataset<float> data = Numbered(count);
        using MiniBatches<float> miniBatches = new(data, batchSize, new RandomSource(1));
        Assert.Equal((Math.Min(batchSize, count), batches), (miniBatches.BatchSize, miniBatches.BatchCount));
        for (int epoch = 0; epoch < 3; epoch++)
        {
            miniBatches.StartEpoch();
            Assert.Equal(-1, miniBatches.BatchIndex);
            List<int> seen = [];
            for (int batch = 0; batch < batches; batch++)
            {
                Assert.True(miniBatches.Next());
                Assert.Equal(batch, miniBatches.BatchIndex);
                int rows = batch == batches - 1 ? last : batchSize;
                Assert.Equal((rows, 2), (miniBatches.Inputs.Height, miniBatches.Inputs.Width));
                Assert.Equal((rows, 3), (miniBatches.Targets.Height, miniBatches.Targets.Width));
                seen.AddRange(Samples(miniBatches));
            }

            Assert.False(miniBatches.Next());
            Assert.False(miniBatches.Next());
            Assert.Equal(batches, miniBatches.BatchIndex);
            Assert.Equal(Enumerable.Range(0, count), seen.Order());
        }
    }

    [Fact]
    public void The_order_follows_the_seed_and_changes_from_epoch_to_epoch()
    {
        using Dataset<float> data = Numbered(50);
        using MiniBatches<float> first = new(data, 7, new RandomSource(1));
        using MiniBatches<float> same = new(data, 7, new RandomSource(1));
        using MiniBatches<float> other = new(data, 7, new RandomSource(2));
        int[] firstEpoch = Epoch(first);
        Assert.Equal(firstEpoch, Epoch(same));
        Assert.NotEqual(firstEpoch, Epoch(other));
        int[] secondEpoch = Epoch(first);
        Assert.NotEqual(firstEpoch, secondEpoch);
        Assert.Equal(secondEpoch, Epoch(same));
    }

    [Fact]
    public void The_order_follows_from_the_random_state_alone()
    {
        using Dataset<float> data = Numbered(50);
        RandomSource random = new(3);
        using MiniBatches<float> uninterrupted = new(data, 7, random);
        Epoch(uninterrupted);
        Epoch(uninterrupted);
        ulong[] state = new ulong[RandomSource.StateLength];
        random.GetState(state);
        using MiniBatches<float> resumed = new(data, 7, RandomSource.FromState(state));
        Assert.Equal(Epoch(uninterrupted), Epoch(resumed));
    }

    [Fact]
    public void Without_shuffling_the_order_is_the_datasets_and_nothing_is_drawn()
    {
        using Dataset<float> data = Numbered(10);
        RandomSource random = new(4);
        using MiniBatches<float> miniBatches = new(data, 4, random, shuffle: false);
        Assert.Equal(Enumerable.Range(0, 10), Epoch(miniBatches));
        Assert.Equal(Enumerable.Range(0, 10), Epoch(miniBatches));
        Assert.Equal(new RandomSource(4).NextUInt64(), random.NextUInt64());
    }

    [Fact]
    public void An_epoch_can_be_cut_short_and_started_again()
    {
        using Dataset<float> data = Numbered(10);
        using MiniBatches<float> miniBatches = new(data, 4, new RandomSource(5));
        miniBatches.StartEpoch();
        Assert.True(miniBatches.Next());
        Assert.Equal(Enumerable.Range(0, 10), Epoch(miniBatches).Order());
    }

    [Fact]
    public void An_epoch_allocates_nothing()
    {
        using Dataset<float> data = Numbered(1000);
        using MiniBatches<float> miniBatches = new(data, 7, new RandomSource(6));
        long warm = Run(miniBatches);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long elements = Run(miniBatches);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.Equal((5000, 5000), (warm, elements));
    }

    [Fact]
    public void There_is_no_current_batch_before_the_first_and_after_the_last()
    {
        using Dataset<float> data = Numbered(2);
        using MiniBatches<float> miniBatches = new(data, 2, new RandomSource(7));
        Assert.Throws<InvalidOperationException>(() => miniBatches.Next());
        Assert.Throws<InvalidOperationException>(() => miniBatches.Inputs.Height);
        miniBatches.StartEpoch();
        Assert.Throws<InvalidOperationException>(() => miniBatches.Targets.Height);
        Assert.True(miniBatches.Next());
        Assert.Equal(2, miniBatches.Inputs.Height);
        Assert.False(miniBatches.Next());
        Assert.Throws<InvalidOperationException>(() => miniBatches.Inputs.Height);
        miniBatches.StartEpoch();
        Assert.Throws<InvalidOperationException>(() => miniBatches.Inputs.Height);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        using Dataset<float> data = Numbered(2);
        RandomSource random = new(8);
        Assert.Equal("dataset", Assert.Throws<ArgumentNullException>(() => new MiniBatches<float>(null!, 1, random)).ParamName);
        Assert.Equal("random", Assert.Throws<ArgumentNullException>(() => new MiniBatches<float>(data, 1, null!)).ParamName);
        foreach (int batchSize in new[] { 0, -1 })
        {
            Assert.Equal("batchSize", Assert.Throws<ArgumentOutOfRangeException>(
                () => new MiniBatches<float>(data, batchSize, random)).ParamName);
        }
    }

    [Fact]
    public void Disposed_batches_and_a_disposed_dataset_say_so()
    {
        Dataset<float> data = Numbered(4);
        MiniBatches<float> miniBatches = new(data, 2, new RandomSource(9));
        miniBatches.StartEpoch();
        Assert.True(miniBatches.Next());
        data.Dispose();
        Assert.Throws<ObjectDisposedException>(() => miniBatches.Next());
        miniBatches.Dispose();
        miniBatches.Dispose();
        Assert.Throws<ObjectDisposedException>(() => miniBatches.Next());
        Assert.Throws<ObjectDisposedException>(miniBatches.StartEpoch);
        Assert.Throws<ObjectDisposedException>(() => miniBatches.Inputs.Height);
        Assert.Throws<ObjectDisposedException>(() => miniBatches.Targets.Height);
    }

    /// <summary>Sample i has the inputs i and −i, and the targets i + ¼, i + ½, i + ¾.</summary>
    private static Dataset<float> Numbered(int count)
    {
        float[,] inputs = new float[count, 2];
        float[,] targets = new float[count, 3];
        for (int i = 0; i < count; i++)
        {
            (inputs[i, 0], inputs[i, 1]) = (i, -i);
            (targets[i, 0], targets[i, 1], targets[i, 2]) = (i + 0.25f, i + 0.5f, i + 0.75f);
        }

        return Dataset<float>.FromTargets(inputs, targets);
    }

    private static int[] Samples(MiniBatches<float> batch)
    {
        int[] samples = new int[batch.Inputs.Height];
        for (int row = 0; row < samples.Length; row++)
        {
            float sample = batch.Inputs[row, 0];
            samples[row] = (int)sample;
            Assert.Equal(-sample, batch.Inputs[row, 1]);
            Assert.Equal([sample + 0.25f, sample + 0.5f, sample + 0.75f], batch.Targets.GetRowSpan(row));
        }

        return samples;
    }

    private static int[] Epoch(MiniBatches<float> miniBatches)
    {
        List<int> samples = [];
        miniBatches.StartEpoch();
        while (miniBatches.Next())
        {
            samples.AddRange(Samples(miniBatches));
        }

        return [.. samples];
    }

    private static long Run(MiniBatches<float> miniBatches)
    {
        long elements = 0;
        miniBatches.StartEpoch();
        while (miniBatches.Next())
        {
            ReadOnlySpan2D<float> inputs = miniBatches.Inputs;
            ReadOnlySpan2D<float> targets = miniBatches.Targets;
            elements += inputs.Length + targets.Length;
        }

        return elements;
    }
}
