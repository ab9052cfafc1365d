namespace SimdBackprop.Tests;

/// <summary>What is asked for ahead of time. Products have the same bits whatever it is, so only this sees a mistake.</summary>
public sealed unsafe class PrefetchCursorTests
{
    private const int Line = 64;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(32, 192)]
    [InlineData(5, 193)]
    [InlineData(32, 1_536)]
    [InlineData(384, 128)]
    public void The_pieces_cover_every_byte_of_every_row_once(int rows, int width)
    {
        const int Pitch = 4_000;
        PrefetchCursor cursor = new((void*)100_000, Pitch, rows, width);
        nint pieces = cursor.PiecesFor(1);
        HashSet<nint> starts = [];
        for (nint i = 0; i < pieces; i++)
        {
            Assert.True(starts.Add((nint)cursor.Take()));
        }

        Assert.Equal(
            from row in Enumerable.Range(0, rows)
            from piece in Enumerable.Range(0, (width + PrefetchCursor.PieceBytes - 1) / PrefetchCursor.PieceBytes)
            select (nint)(100_000 + (row * Pitch) + (piece * PrefetchCursor.PieceBytes)),
            starts.Order());
        Assert.Equal(0, PrefetchCursor.PieceBytes % Line);
    }

    [Theory]
    [InlineData(4_000, 1, 32, 48)]
    [InlineData(4_000, 1, 5, 49)]
    [InlineData(1, 4_000, 48, 32)]
    [InlineData(1, 4_000, 300, 7)]
    public void Of_a_factor_every_element_is_asked_for_whichever_way_it_is_stored(int row, int column, int rows, int columns)
    {
        PrefetchCursor cursor = PrefetchCursor.Of((float*)100_000, row, column, rows, columns);
        HashSet<nint> bytes = [];
        for (nint pieces = cursor.PiecesFor(1); pieces > 0; pieces--)
        {
            nint piece = (nint)cursor.Take();
            bytes.UnionWith(Enumerable.Range(0, PrefetchCursor.PieceBytes).Select(offset => piece + offset));
        }

        (int lines, int width) = column == 1 ? (rows, columns) : (columns, rows);
        int pieceElements = PrefetchCursor.PieceBytes / sizeof(float);
        Assert.Equal(lines * ((width + pieceElements - 1) / pieceElements) * PrefetchCursor.PieceBytes, bytes.Count);
        Assert.All(
            from i in Enumerable.Range(0, rows) from j in Enumerable.Range(0, columns) select 100_000 + (((i * row) + (j * column)) * sizeof(float)),
            address => Assert.Contains((nint)address, bytes));
    }

    [Fact]
    public void Tiles_share_the_pieces_so_that_none_is_left()
    {
        PrefetchCursor cursor = new((void*)0, 4_000, 32, 1_536);

        for (nint tiles = 1; tiles < 300; tiles++)
        {
            Assert.InRange(cursor.PiecesFor(tiles) * tiles, 256, 256 + tiles - 1);
        }
    }

    [Fact]
    public void Where_nothing_follows_nothing_is_asked_for() => Assert.Equal(0, default(PrefetchCursor).PiecesFor(7));

    [Fact]
    public void All_that_a_tile_asks_for_fits_into_its_rounds()
    {
        for (nint terms = 1; terms <= 400; terms += 3)
        {
            for (nint asks = 0; asks <= 400; asks += 8)
            {
                for (nint height = 1; height <= 8; height++)
                {
                    GemmStrip<float> strip = new() { Terms = terms, Asks = asks };
                    strip.SpreadAsks(height);

                    Assert.InRange(strip.RoundsBetween * (asks + height), 0, terms / GemmMicroKernel.TermsPerRound);
                }
            }
        }
    }
}
