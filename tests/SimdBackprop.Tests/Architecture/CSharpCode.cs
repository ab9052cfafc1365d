using System.Text;

namespace SimdBackprop.Tests;

/// <summary>
/// C# source without its comments and the text of its strings and characters. The holes of interpolated strings stay: they are code.
/// Every other character keeps its line.
/// </summary>
internal sealed class CSharpCode
{
    private readonly string _source;
    private readonly StringBuilder _code = new();
    private int _at;

    private CSharpCode(string source) => _source = source;

    internal static string Strip(string source)
    {
        CSharpCode reader = new(source);
        reader.Code(closingBraces: 0);
        return reader._code.ToString();
    }

    private char Now => _at < _source.Length ? _source[_at] : '\0';

    private bool At(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;

    // Code up to the end, or up to the braces that close a hole.
    private void Code(int closingBraces)
    {
        for (int depth = 0; _at < _source.Length;)
        {
            if (closingBraces > 0 && depth == 0 && Now == '}')
            {
                return;
            }

            if (At("//"))
            {
                SkipWhile(static c => c != '\n');
            }
            else if (At("/*"))
            {
                int end = _source.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                SkipTo(end < 0 ? _source.Length : end + 2);
            }
            else if (Now == '\'')
            {
                SkipCharacter();
            }
            else if (Now is '"' or '$' or '@' && OpensString())
            {
                String();
            }
            else
            {
                depth += Now == '{' ? 1 : Now == '}' ? -1 : 0;
                _code.Append(_source[_at++]);
            }
        }
    }

    private bool OpensString()
    {
        int i = _at;
        while (i < _source.Length && _source[i] is '$' or '@')
        {
            i++;
        }

        return i < _source.Length && _source[i] == '"';
    }

    private void String()
    {
        int dollars = 0;
        bool verbatim = false;
        for (; Now != '"'; _at++)
        {
            dollars += Now == '$' ? 1 : 0;
            verbatim |= Now == '@';
        }

        int quotes = 0;
        while (_at + quotes < _source.Length && _source[_at + quotes] == '"')
        {
            quotes++;
        }

        _code.Append(' ');
        bool raw = quotes >= 3;
        int delimiter = raw ? quotes : 1;
        _at += delimiter;
        Text(new string('"', delimiter), dollars, raw, verbatim);
        _code.Append(' ');
    }

    private void Text(string delimiter, int dollars, bool raw, bool verbatim)
    {
        string hole = new('{', raw ? dollars : Math.Min(dollars, 1));
        while (_at < _source.Length)
        {
            if (!raw && verbatim && At("\"\""))
            {
                _at += 2;
            }
            else if (At(delimiter))
            {
                _at += delimiter.Length;
                return;
            }
            else if (!raw && !verbatim && Now == '\\')
            {
                _at += 2;
            }
            else if (!raw && dollars > 0 && (At("{{") || At("}}")))
            {
                _at += 2;
            }
            else if (hole.Length > 0 && At(hole))
            {
                _at += hole.Length;
                _code.Append(' ');
                Code(hole.Length);
                _code.Append(' ');
                _at += hole.Length;
            }
            else
            {
                SkipTo(_at + 1);
            }
        }
    }

    private void SkipCharacter()
    {
        for (_at++; _at < _source.Length && Now != '\''; _at++)
        {
            _at += Now == '\\' ? 1 : 0;
        }

        _at++;
        _code.Append(' ');
    }

    private void SkipWhile(Func<char, bool> condition)
    {
        while (_at < _source.Length && condition(Now))
        {
            _at++;
        }
    }

    private void SkipTo(int end)
    {
        for (; _at < end; _at++)
        {
            if (Now == '\n')
            {
                _code.Append('\n');
            }
        }
    }
}
