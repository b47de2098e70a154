using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// Lower-case characters without their accents, as BERT's uncased models see them: the canonical decomposition (NFD)
/// without non-spacing marks. CJK compatibility ideographs, and composed characters beyond the basic plane, are left unchanged.
/// </summary>
/// <remarks>
/// .NET's own <c>string.Normalize</c> does nothing in a process with <c>InvariantGlobalization</c>; a text must have the same
/// tokens in every process. The tables come from the Unicode Character Database; <c>tests/fixtures/make_base_letters.py</c>
/// writes
/// them.
/// </remarks>
internal static class BaseLetters
{
    private const int FirstSyllable = 0xAC00, SyllableCount = 11172;

    /// <summary>Groups of a base character and the characters that become it.</summary>
    private const string Groups =
        ";\u037E <\u226E =\u2260 >\u226F `\u1FEF a\u00E0\u00E1\u00E2\u00E3\u00E4\u00E5\u0101\u0103\u0105\u01CE\u01DF\u01E1 " +
        "a\u01FB\u0201\u0203\u0227\u1E01\u1EA1\u1EA3\u1EA5\u1EA7\u1EA9\u1EAB\u1EAD a\u1EAF\u1EB1\u1EB3\u1EB5\u1EB7 " +
        "b\u1E03\u1E05\u1E07 c\u00E7\u0107\u0109\u010B\u010D\u1E09 d\u010F\u1E0B\u1E0D\u1E0F\u1E11\u1E13 " +
        "e\u00E8\u00E9\u00EA\u00EB\u0113\u0115\u0117\u0119\u011B\u0205\u0207\u0229 " +
        "e\u1E15\u1E17\u1E19\u1E1B\u1E1D\u1EB9\u1EBB\u1EBD\u1EBF\u1EC1\u1EC3\u1EC5 e\u1EC7 f\u1E1F " +
        "g\u011D\u011F\u0121\u0123\u01E7\u01F5\u1E21 h\u0125\u021F\u1E23\u1E25\u1E27\u1E29\u1E2B\u1E96 " +
        "i\u00EC\u00ED\u00EE\u00EF\u0129\u012B\u012D\u012F\u01D0\u0209\u020B\u1E2D i\u1E2F\u1EC9\u1ECB j\u0135\u01F0 " +
        "k\u0137\u01E9\u1E31\u1E33\u1E35 l\u013A\u013C\u013E\u1E37\u1E39\u1E3B\u1E3D m\u1E3F\u1E41\u1E43 " +
        "n\u00F1\u0144\u0146\u0148\u01F9\u1E45\u1E47\u1E49\u1E4B " +
        "o\u00F2\u00F3\u00F4\u00F5\u00F6\u014D\u014F\u0151\u01A1\u01D2\u01EB\u01ED " +
        "o\u020D\u020F\u022B\u022D\u022F\u0231\u1E4D\u1E4F\u1E51\u1E53\u1ECD\u1ECF " +
        "o\u1ED1\u1ED3\u1ED5\u1ED7\u1ED9\u1EDB\u1EDD\u1EDF\u1EE1\u1EE3 p\u1E55\u1E57 " +
        "r\u0155\u0157\u0159\u0211\u0213\u1E59\u1E5B\u1E5D\u1E5F " +
        "s\u015B\u015D\u015F\u0161\u0219\u1E61\u1E63\u1E65\u1E67\u1E69 t\u0163\u0165\u021B\u1E6B\u1E6D\u1E6F\u1E71\u1E97 " +
        "u\u00F9\u00FA\u00FB\u00FC\u0169\u016B\u016D\u016F\u0171\u0173\u01B0\u01D4 " +
        "u\u01D6\u01D8\u01DA\u01DC\u0215\u0217\u1E73\u1E75\u1E77\u1E79\u1E7B\u1EE5 u\u1EE7\u1EE9\u1EEB\u1EED\u1EEF\u1EF1 " +
        "v\u1E7D\u1E7F w\u0175\u1E81\u1E83\u1E85\u1E87\u1E89\u1E98 x\u1E8B\u1E8D " +
        "y\u00FD\u00FF\u0177\u0233\u1E8F\u1E99\u1EF3\u1EF5\u1EF7\u1EF9 z\u017A\u017C\u017E\u1E91\u1E93\u1E95 " +
        "\u00A8\u0385\u1FC1\u1FED\u1FEE \u00B4\u1FFD \u00B7\u0387 \u00E6\u01E3\u01FD \u00F8\u01FF \u017F\u1E9B \u0292\u01EF " +
        "\u02B9\u0374 \u03B1\u03AC\u1F00\u1F01\u1F02\u1F03\u1F04\u1F05\u1F06\u1F07\u1F70\u1F71\u1F80 " +
        "\u03B1\u1F81\u1F82\u1F83\u1F84\u1F85\u1F86\u1F87\u1FB0\u1FB1\u1FB2\u1FB3\u1FB4 \u03B1\u1FB6\u1FB7 " +
        "\u03B5\u03AD\u1F10\u1F11\u1F12\u1F13\u1F14\u1F15\u1F72\u1F73 " +
        "\u03B7\u03AE\u1F20\u1F21\u1F22\u1F23\u1F24\u1F25\u1F26\u1F27\u1F74\u1F75\u1F90 " +
        "\u03B7\u1F91\u1F92\u1F93\u1F94\u1F95\u1F96\u1F97\u1FC2\u1FC3\u1FC4\u1FC6\u1FC7 " +
        "\u03B9\u0390\u03AF\u03CA\u1F30\u1F31\u1F32\u1F33\u1F34\u1F35\u1F36\u1F37\u1F76 " +
        "\u03B9\u1F77\u1FBE\u1FD0\u1FD1\u1FD2\u1FD3\u1FD6\u1FD7 \u03BF\u03CC\u1F40\u1F41\u1F42\u1F43\u1F44\u1F45\u1F78\u1F79 " +
        "\u03C1\u1FE4\u1FE5 \u03C5\u03B0\u03CB\u03CD\u1F50\u1F51\u1F52\u1F53\u1F54\u1F55\u1F56\u1F57\u1F7A " +
        "\u03C5\u1F7B\u1FE0\u1FE1\u1FE2\u1FE3\u1FE6\u1FE7 " +
        "\u03C9\u03CE\u1F60\u1F61\u1F62\u1F63\u1F64\u1F65\u1F66\u1F67\u1F7C\u1F7D\u1FA0 " +
        "\u03C9\u1FA1\u1FA2\u1FA3\u1FA4\u1FA5\u1FA6\u1FA7\u1FF2\u1FF3\u1FF4\u1FF6\u1FF7 \u03D2\u03D3\u03D4 \u0430\u04D1\u04D3 " +
        "\u0433\u0453 \u0435\u0450\u0451\u04D7 \u0436\u04C2\u04DD \u0437\u04DF \u0438\u0439\u045D\u04E3\u04E5 \u043A\u045C " +
        "\u043E\u04E7 \u0443\u045E\u04EF\u04F1\u04F3 \u0447\u04F5 \u044B\u04F9 \u044D\u04ED \u0456\u0457 \u0475\u0477 " +
        "\u04D9\u04DB \u04E9\u04EB \u05D0\uFB2E\uFB2F\uFB30 \u05D1\uFB31\uFB4C \u05D2\uFB32 \u05D3\uFB33 \u05D4\uFB34 " +
        "\u05D5\uFB35\uFB4B \u05D6\uFB36 \u05D8\uFB38 \u05D9\uFB1D\uFB39 \u05DA\uFB3A \u05DB\uFB3B\uFB4D \u05DC\uFB3C " +
        "\u05DE\uFB3E \u05E0\uFB40 \u05E1\uFB41 \u05E3\uFB43 \u05E4\uFB44\uFB4E \u05E6\uFB46 \u05E7\uFB47 \u05E8\uFB48 " +
        "\u05E9\uFB2A\uFB2B\uFB2C\uFB2D\uFB49 \u05EA\uFB4A \u05F2\uFB1F \u0627\u0622\u0623\u0625 \u0648\u0624 \u064A\u0626 " +
        "\u06C1\u06C2 \u06D2\u06D3 \u06D5\u06C0 \u0915\u0958 \u0916\u0959 \u0917\u095A \u091C\u095B \u0921\u095C \u0922\u095D " +
        "\u0928\u0929 \u092B\u095E \u092F\u095F \u0930\u0931 \u0933\u0934 \u09A1\u09DC \u09A2\u09DD \u09AF\u09DF \u0A16\u0A59 " +
        "\u0A17\u0A5A \u0A1C\u0A5B \u0A2B\u0A5E \u0A32\u0A33 \u0A38\u0A36 \u0B21\u0B5C \u0B22\u0B5D \u0B47\u0B48 \u0CC2\u0CCA " +
        "\u0CD5\u0CC0\u0CC7 \u0CD6\u0CC8 \u0DD9\u0DDA \u0F40\u0F69 \u0F42\u0F43 \u0F4C\u0F4D \u0F51\u0F52 \u0F56\u0F57 " +
        "\u0F5B\u0F5C \u1025\u1026 \u1B35\u1B3B\u1B3D\u1B43 \u1FBF\u1FCD\u1FCE\u1FCF \u1FFE\u1FDD\u1FDE\u1FDF \u2002\u2000 " +
        "\u2003\u2001 \u2190\u219A \u2192\u219B \u2194\u21AE \u21D0\u21CD \u21D2\u21CF \u21D4\u21CE \u2203\u2204 \u2208\u2209 " +
        "\u220B\u220C \u2223\u2224 \u2225\u2226 \u223C\u2241 \u2243\u2244 \u2245\u2247 \u2248\u2249 \u224D\u226D \u2261\u2262 " +
        "\u2264\u2270 \u2265\u2271 \u2272\u2274 \u2273\u2275 \u2276\u2278 \u2277\u2279 \u227A\u2280 \u227B\u2281 \u227C\u22E0 " +
        "\u227D\u22E1 \u2282\u2284 \u2283\u2285 \u2286\u2288 \u2287\u2289 \u2291\u22E2 \u2292\u22E3 \u22A2\u22AC \u22A8\u22AD " +
        "\u22A9\u22AE \u22AB\u22AF \u22B2\u22EA \u22B3\u22EB \u22B4\u22EC \u22B5\u22ED \u2ADD\u2ADC \u3008\u2329 \u3009\u232A " +
        "\u3046\u3094 \u304B\u304C \u304D\u304E \u304F\u3050 \u3051\u3052 \u3053\u3054 \u3055\u3056 \u3057\u3058 \u3059\u305A " +
        "\u305B\u305C \u305D\u305E \u305F\u3060 \u3061\u3062 \u3064\u3065 \u3066\u3067 \u3068\u3069 \u306F\u3070\u3071 " +
        "\u3072\u3073\u3074 \u3075\u3076\u3077 \u3078\u3079\u307A \u307B\u307C\u307D \u309D\u309E \u30A6\u30F4 \u30AB\u30AC " +
        "\u30AD\u30AE \u30AF\u30B0 \u30B1\u30B2 \u30B3\u30B4 \u30B5\u30B6 \u30B7\u30B8 \u30B9\u30BA \u30BB\u30BC \u30BD\u30BE " +
        "\u30BF\u30C0 \u30C1\u30C2 \u30C4\u30C5 \u30C6\u30C7 \u30C8\u30C9 \u30CF\u30D0\u30D1 \u30D2\u30D3\u30D4 " +
        "\u30D5\u30D6\u30D7 \u30D8\u30D9\u30DA \u30DB\u30DC\u30DD \u30EF\u30F7 \u30F0\u30F8 \u30F1\u30F9 \u30F2\u30FA " +
        "\u30FD\u30FE ";

    /// <summary>Triples: a character and the two that it becomes.</summary>
    private const string Pairs =
        "\u09CB\u09C7\u09BE\u09CC\u09C7\u09D7\u0B4B\u0B47\u0B3E\u0B4C\u0B47\u0B57\u0B94\u0B92\u0BD7\u0BCA\u0BC6\u0BBE" +
        "\u0BCB\u0BC7\u0BBE\u0BCC\u0BC6\u0BD7\u0CCB\u0CC2\u0CD5\u0D4A\u0D46\u0D3E\u0D4B\u0D47\u0D3E\u0D4C\u0D46\u0D57" +
        "\u0DDC\u0DD9\u0DCF\u0DDD\u0DD9\u0DCF\u0DDE\u0DD9\u0DDF\u1B06\u1B05\u1B35\u1B08\u1B07\u1B35\u1B0A\u1B09\u1B35" +
        "\u1B0C\u1B0B\u1B35\u1B0E\u1B0D\u1B35\u1B12\u1B11\u1B35\u1B40\u1B3E\u1B35\u1B41\u1B3F\u1B35";

    private static readonly FrozenDictionary<char, string> Table = MakeTable();

    /// <summary>Appends the character without its accents; nothing if it is an accent itself.</summary>
    internal static void Append(Rune rune, Action<Rune> append)
    {
        if (rune.IsAscii)
        {
            append(rune);
        }
        else if (rune.Value is >= FirstSyllable and < FirstSyllable + SyllableCount)
        {
            // Unicode Standard, section 3.12: a Hangul syllable is a leading consonant, a vowel and perhaps a trailing consonant.
            int index = rune.Value - FirstSyllable;
            append(new(0x1100 + index / 588));
            append(new(0x1161 + index % 588 / 28));
            if (index % 28 != 0)
                append(new(0x11A7 + index % 28));
        }
        else if (rune.IsBmp && Table.TryGetValue((char)rune.Value, out string? letters))
        {
            foreach (char letter in letters)
                append(new(letter));
        }
        else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
        {
            append(rune);
        }
    }

    private static FrozenDictionary<char, string> MakeTable()
    {
        var table = new Dictionary<char, string>();
        foreach (string group in Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (char composed in group[1..])
                table.Add(composed, group[..1]);
        }

        for (int i = 0; i < Pairs.Length; i += 3)
            table.Add(Pairs[i], Pairs.Substring(i + 1, 2));
        return table.ToFrozenDictionary();
    }
}
