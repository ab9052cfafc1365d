using FsCheck;
using FsCheck.Fluent;

namespace SimdBackprop.Tests;

/// <summary>How work that memory bounds is cut into bands.</summary>
public sealed class SharingTests
{
    private const double MuchWork = 1e9;

    [Fact]
    public void The_bands_cover_the_extent_once_and_in_order_and_are_cut_at_whole_grains() => Properties.Check(300, Cuts, static cut =>
    {
        Bands bands = Sharing.Cut(cut.Extent, cut.Grain, MuchWork, cut.Degree);
        Assert.InRange(bands.Parts, 1, cut.Degree);
        nint next = 0;
        List<nint> grains = [];
        for (int part = 0; part < bands.Parts; part++)
        {
            (nint start, nint length) = bands.Of(part);
            Assert.Equal(next, start);
            Assert.Equal(0, start % cut.Grain);
            Assert.True(length > 0);
            grains.Add((length + cut.Grain - 1) / cut.Grain);
            next = start + length;
        }

        Assert.Equal(cut.Extent, next);
        Assert.InRange(grains.Max() - grains.Min(), 0, 1);
    });

    [Fact]
    public void As_many_threads_share_as_have_half_a_mebibyte_each()
    {
        const int HalfMebibyte = 512 << 10;
        Assert.Equal(1, Sharing.Cut(1_000, 1, (2 * HalfMebibyte) - 1, 8).Parts);
        Assert.Equal(2, Sharing.Cut(1_000, 1, 2 * HalfMebibyte, 8).Parts);
        Assert.Equal(3, Sharing.Cut(1_000, 1, (4 * HalfMebibyte) - 1, 8).Parts);
        Assert.Equal(8, Sharing.Cut(1_000, 1, MuchWork, 8).Parts);
        Assert.Equal(1, Sharing.Cut(1_000, 1, MuchWork, 1).Parts);
        Assert.Equal(2, Sharing.Cut(17, 16, MuchWork, 8).Parts);
    }

    [Fact]
    public void Elements_are_cut_at_cache_lines()
    {
        (nint start, _) = Sharing.OfElements<float>(1_000_003, 8, 2).Of(1);
        Assert.Equal(0, start % 16);
        (start, _) = Sharing.OfElements<double>(1_000_003, 16, 2).Of(1);
        Assert.Equal(0, start % 8);
    }

    private static Arbitrary<Cut> Cuts => Arb.From(
        from extent in Gen.Choose(1, 400)
        from grain in Gen.Elements(1, 8, 16)
        from degree in Gen.Choose(1, 17)
        select new Cut(extent, grain, degree));

    private sealed record Cut(int Extent, int Grain, int Degree);
}
