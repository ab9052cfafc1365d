namespace SimdBackprop.Tests;

public sealed class TileCutTests
{
    [Fact]
    public void One_piece_after_the_other_is_the_same_cut_as_all_at_once()
    {
        for (int size = 1; size <= 8; size++)
        {
            for (int extent = 1; extent <= 50; extent++)
            {
                TileCut cut = new(extent, size);
                nint start = 0;
                for (nint piece = 0; piece < cut.Count; piece++)
                {
                    Assert.Equal(cut.StartOf(piece), start);
                    start += TileCut.First(extent - start, size);
                }

                Assert.Equal(extent, start);
            }
        }
    }
}
