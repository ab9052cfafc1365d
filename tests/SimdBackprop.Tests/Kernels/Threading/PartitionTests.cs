using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>How C is cut for the worker team.</summary>
public sealed class PartitionTests
{
    [Fact]
    public void The_parts_cover_every_element_of_C_exactly_once() =>
        Properties.Check(300, Cases, static cut =>
        {
            int[,] owners = new int[cut.M, cut.N];
            GemmPartition partition = PartitionOf(cut);
            for (int part = 0; part < partition.Parts; part++)
            {
                (nint row, nint column, nint rows, nint columns) = partition.RectangleOf(part, cut.M, cut.N);
                Assert.True(rows > 0 && columns >= Math.Min(cut.N, cut.Lanes), $"part {part} is {rows} x {columns}");
                for (nint i = row; i < row + rows; i++)
                {
                    for (nint j = column; j < column + columns; j++)
                    {
                        owners[i, j]++;
                    }
                }
            }

            Assert.DoesNotContain(owners.Cast<int>(), static count => count != 1);
            Assert.InRange(partition.Parts, 1, cut.Degree);
        });

    [Fact]
    public void The_dimension_is_cut_along_which_the_dearer_copies_lie()
    {
        Assert.True(Of(bColumn: 1, m: 250, n: 500).ByRows);
        Assert.False(Of(bColumn: 1, m: 249, n: 500).ByRows);
        Assert.True(Of(bColumn: 500, m: 500, n: 500).ByRows);
        Assert.False(Of(bColumn: 500, m: 499, n: 500).ByRows);

        static GemmPartition Of(nint bColumn, nint m, nint n) =>
            GemmRouting.Partition(new GemmArguments<float> { M = m, N = n, K = 500, BColumn = bColumn }, 8, 16, 2);
    }

    [Theory]
    [InlineData(512, 12, true)]
    [InlineData(512, 13, false)]
    [InlineData(1_024, 6, true)]
    [InlineData(1_024, 7, false)]
    public void A_factor_that_stays_in_a_first_level_cache_is_read_by_all(int n, int k, bool byRows)
    {
        Assert.Equal(byRows, GemmRouting.Partition(new GemmArguments<float> { M = 64, N = n, K = k, BColumn = 1 }, 8, 16, 2).ByRows);
        Assert.False(GemmRouting.Partition(new GemmArguments<float> { M = 64, N = n, K = k, BColumn = k }, 8, 16, 2).ByRows);
        Assert.False(GemmRouting.Partition(new GemmArguments<double> { M = 64, N = n, K = k, BColumn = 1 }, 8, 8, 2).ByRows);
    }

    [Theory]
    [InlineData(136, 256, 16, false)]
    [InlineData(100, 224, 12, true)]
    [InlineData(33, 30, 8, true)]
    public void The_other_dimension_is_cut_where_that_is_much_more_even(int m, int n, int degree, bool byRows) =>
        Assert.Equal(byRows, GemmRouting.Partition(new GemmArguments<float> { M = m, N = n, K = 5_000, BColumn = 1 }, 8, 16, degree).ByRows);

    [Fact]
    public void No_two_threads_write_to_one_cache_line()
    {
        Assert.Equal(16, GemmRouting.Partition(new GemmArguments<float> { M = 10, N = 512, K = 5_000, BColumn = 1 }, 8, 4, 2).Unit);
        Assert.Equal(16, GemmRouting.Partition(new GemmArguments<float> { M = 512, N = 100, K = 5_000, BColumn = 5_000, Swapped = true }, 8, 16, 2).Unit);
    }

    private static Arbitrary<Cut> Cases => Arb.From(
        from m in Gen.Choose(1, 150)
        from n in Gen.Choose(1, 150)
        from k in Gen.Elements(1, 50, 1_000, 100_000)
        from lanes in Gen.Elements(1, 2, 4, 8, 16)
        from degree in Gen.Choose(1, 17)
        from bColumn in Gen.Elements(1, k)
        select new Cut(m, n, k, lanes, degree, bColumn));

    private static GemmPartition PartitionOf(Cut cut) =>
        GemmRouting.Partition(new GemmArguments<float> { M = cut.M, N = cut.N, K = cut.K, BColumn = cut.BColumn }, 8, cut.Lanes, cut.Degree);

    private sealed record Cut(int M, int N, int K, int Lanes, int Degree, int BColumn = 1);
}
