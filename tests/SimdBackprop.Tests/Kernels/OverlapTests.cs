using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>Overlap.Share against the sets of bytes that the elements occupy. Nothing is read, so the addresses are made up.</summary>
public abstract unsafe class OverlapTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Base = 1 << 20;

    [Fact]
    public void Equal_pitches_give_the_exact_answer() =>
        Properties.Check(3_000, Pairs(equalPitch: true), static pair =>
        {
            bool shared = ShareBytes(pair.Left, pair.Right);
            Assert.Equal(shared, Overlap.Share(View(pair.Left), View(pair.Right)));
            Assert.Equal(shared, Overlap.Share(View(pair.Right), View(pair.Left)));
        });

    [Fact]
    public void Other_pitches_and_misaligned_addresses_never_hide_a_shared_element() =>
        Properties.Check(3_000, Pairs(equalPitch: false), static pair =>
        {
            if (ShareBytes(pair.Left, pair.Right))
            {
                Assert.True(Overlap.Share(View(pair.Left), View(pair.Right)));
                Assert.True(Overlap.Share(View(pair.Right), View(pair.Left)));
            }
        });

    [Fact]
    public void Disjoint_ranges_share_nothing_whatever_the_pitches() =>
        Properties.Check(1_000, Pairs(equalPitch: false), static pair =>
        {
            Region beyond = pair.Right with { Start = pair.Left.Start + (EndOf(pair.Left) * sizeof(T)) };
            Assert.False(Overlap.Share(View(pair.Left), View(beyond)));
            Assert.False(Overlap.Share(View(beyond), View(pair.Left)));
        });

    [Fact]
    public void The_cases_of_the_property_are_of_both_kinds()
    {
        Pair[] pairs = [.. Pairs(equalPitch: true).Generator.Sample(2_000)];
        int shared = pairs.Count(pair => ShareBytes(pair.Left, pair.Right));
        int meetOnly = pairs.Count(pair => !ShareBytes(pair.Left, pair.Right) && RangesMeet(pair));
        Assert.InRange(shared, 200, 1_800);
        Assert.InRange(meetOnly, 200, 1_800);
    }

    [Fact]
    public void Interleaved_blocks_of_columns_share_nothing_and_one_column_more_does()
    {
        Region left = new(0, Rows: 5, Columns: 4, Pitch: 10);
        Region right = new(4 * sizeof(T), Rows: 5, Columns: 6, Pitch: 10);
        Assert.False(Overlap.Share(View(left), View(right)));
        Assert.True(Overlap.Share(View(left with { Columns = 5 }), View(right)));
    }

    private static Arbitrary<Pair> Pairs(bool equalPitch)
    {
        Gen<Region> Region(Gen<int> pitch) =>
            from columns in Gen.Choose(0, 7)
            from distance in pitch
            from rows in Gen.Choose(0, 5)
            from start in Gen.Choose(0, 50)
            from offset in equalPitch ? Gen.Constant(0) : Gen.Elements(0, 0, 1)
            select new Region((start * sizeof(T)) + offset, rows, Math.Min(columns, distance), distance);
        return Arb.From(
            from pitch in Gen.Choose(1, 12)
            from left in Region(equalPitch ? Gen.Constant(pitch) : Gen.Choose(1, 12))
            from right in Region(equalPitch ? Gen.Constant(pitch) : Gen.Choose(1, 12))
            select new Pair(left, right),
            static large => ShrinkOf(large.Left).Select(left => large with { Left = left })
                .Concat(ShrinkOf(large.Right).Select(right => large with { Right = right })));
    }

    private static IEnumerable<Region> ShrinkOf(Region region) =>
    [
        .. Sizes.Smaller(region.Rows).Select(rows => region with { Rows = rows }),
        .. Sizes.Smaller(region.Columns).Select(columns => region with { Columns = columns }),
        .. Sizes.Smaller(region.Start / sizeof(T)).Select(start => region with { Start = start * sizeof(T) }),
    ];

    private static MatrixView<T> View(Region region) =>
        new((T*)(Base + region.Start), region.Rows, region.Columns, region.Rows == 1 ? region.Columns : region.Pitch);

    private static int EndOf(Region region) => Math.Max(((region.Rows - 1) * region.Pitch) + region.Columns, 0);

    private static bool RangesMeet(Pair pair) =>
        pair.Left.Start < pair.Right.Start + (EndOf(pair.Right) * sizeof(T)) && pair.Right.Start < pair.Left.Start + (EndOf(pair.Left) * sizeof(T));

    private static bool ShareBytes(Region left, Region right) => BytesOf(left).Overlaps(BytesOf(right));

    private static HashSet<int> BytesOf(Region region)
    {
        HashSet<int> bytes = [];
        for (int i = 0; i < region.Rows; i++)
        {
            for (int j = 0; j < region.Columns * sizeof(T); j++)
            {
                bytes.Add(region.Start + (i * region.Pitch * sizeof(T)) + j);
            }
        }

        return bytes;
    }

    /// <summary>A matrix that starts so many bytes into the made-up memory.</summary>
    private sealed record Region(int Start, int Rows, int Columns, int Pitch);

    private sealed record Pair(Region Left, Region Right);
}

public sealed class OverlapSingleTests : OverlapTests<float>;

public sealed class OverlapDoubleTests : OverlapTests<double>;
