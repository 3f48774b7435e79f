using System.Numerics;

namespace CamAgent.Hardware.Video.Drawing;

/// <summary>Letters as strokes of even width with round ends, eight units wide and twelve high, drawn with smooth edges at any size.</summary>
/// <remarks>A stroke is a row of points "xy" in hexadecimal; "-" leads to a sharp corner, "~" to a rounded one, "z" closes it. Small letters
/// look like capitals.</remarks>
internal static class StrokeFont
{
    /// <summary>Height of a capital.</summary>
    public const int Height = 12;

    private const float CornerRadius = 4;
    private const int StepsPerCorner = 8;

    /// <summary>Unknown letters show as an empty frame.</summary>
    private const string Unknown = "8 00-80-8c-0cz";

    /// <summary>A character's width in units, and its strokes as rows of points.</summary>
    public static (int Width, List<Vector2[]> Strokes) Outline(char character)
    {
        var row = Row(char.ToUpperInvariant(character));
        var parts = row.Split(' ');
        var strokes = new List<Vector2[]>();
        foreach (var part in parts.AsSpan(1))
            strokes.Add(Flatten(part));
        return (Digit(parts[0][0]), strokes);
    }

    private static string Row(char character) => character switch
    {
        ' ' => "5",
        '0' => "8 ~00~80~8c~0cz",
        '1' => "8 13-50-5c",
        '2' => "8 03~00~80~85-0c-8c",
        '3' => "8 02~00~80~86-36 36~86~8c~0c-0a",
        '4' => "8 6c-60-09-89",
        '5' => "8 80-00-05~85~8c~0c-0a",
        '6' => "8 82~80~00~0c~8c~85-05",
        '7' => "8 00-80-3c",
        '8' => "8 ~00~80~86~06z ~06~86~8c~0cz",
        '9' => "8 0a~0c~8c~80~00~07-87",
        'A' => "8 0c-40-8c 18-78",
        'B' => "8 06-00~80~86-06 06~86~8c-0c-06",
        'C' => "8 82~80~00~0c~8c-8a",
        'D' => "8 00~80~8c-0c-00",
        'E' => "7 70-00-0c-7c 06-66",
        'F' => "7 70-00-0c 06-66",
        'G' => "8 82~80~00~0c~8c-87-57",
        'H' => "8 00-0c 80-8c 06-86",
        'I' => "2 10-1c",
        'J' => "6 60~6c~0c-09",
        'K' => "8 00-0c 80-08 35-8c",
        'L' => "7 00-0c-7c",
        'M' => "a 0c-00-57-a0-ac",
        'N' => "8 0c-00-8c-80",
        'O' => "8 ~00~80~8c~0cz",
        'P' => "8 0c-00~80~87-07",
        'Q' => "8 ~00~80~8c~0cz 59-8c",
        'R' => "8 0c-00~80~87-07 47-8c",
        'S' => "8 82~80~00~06~86~8c~0c-0a",
        'T' => "8 00-80 40-4c",
        'U' => "8 00~0c~8c-80",
        'V' => "8 00-4c-80",
        'W' => "a 00-2c-53-8c-a0",
        'X' => "8 00-8c 80-0c",
        'Y' => "8 00-46-80 46-4c",
        'Z' => "8 00-80-0c-8c",
        '.' => "2 1c",
        ',' => "2 1b-1c-0e",
        ':' => "2 14 1a",
        ';' => "2 14 1a-0d",
        '-' or '–' or '—' => "6 06-66",
        '_' => "8 0c-8c",
        '+' => "6 06-66 33-39",
        '=' => "6 04-64 08-68",
        '/' => "6 0c-60",
        '\\' => "6 00-6c",
        '|' => "2 10-1c",
        '(' or '[' or '{' => "3 30~00~0c-3c",
        ')' or ']' or '}' => "3 00~30~3c-0c",
        '\'' or '’' => "2 10-13",
        '"' => "4 10-13 40-43",
        '!' => "2 10-18 1c",
        '?' => "8 02~00~80~86~46-48 4c",
        '#' => "8 30-1c 70-5c 04-84 08-88",
        '%' => "8 0c-80 ~00~30~33~03z ~59~89~8c~5cz",
        '*' => "6 32-38 03-67 63-07",
        '<' => "6 62-06-6a",
        '>' => "6 02-66-0a",
        '·' => "2 16",
        '×' => "6 03-69 63-09",
        '&' => "8 8c-13~10~60~64-07~0c~6c-87",
        'Ä' or 'Å' => "8 0c-42-8c 19-79 20 60",
        'Ö' => "8 ~02~82~8c~0cz 20 60",
        'Ü' => "8 02~0c~8c-82 20 60",
        'Ò' or 'Ó' or 'Ô' => "8 ~03~83~8c~0cz 30-50",
        'Ù' or 'Ú' or 'Û' => "8 03~0c~8c-83 30-50",
        'Ì' or 'Í' or 'Î' => "2 13-1c 00-20",
        'É' or 'È' or 'Ê' => "7 73-03-0c-7c 07-67 30-50",
        'À' or 'Á' or 'Â' => "8 0c-42-8c 19-79 30-50",
        'Ç' => "8 82~80~00~0c~8c-8a 4c-3e",
        'Ñ' => "8 0c-03-8c-83 20-60",
        _ => Unknown,
    };

    private static Vector2[] Flatten(string stroke)
    {
        var corners = new List<(Vector2 Point, bool IsRounded)>();
        var isClosed = false;
        var isRounded = false;
        for (var i = 0; i < stroke.Length; i++)
        {
            switch (stroke[i])
            {
                case '-': isRounded = false; break;
                case '~': isRounded = true; break;
                case 'z': isClosed = true; break;
                default:
                    corners.Add((new(Digit(stroke[i]), Digit(stroke[++i])), isRounded));
                    break;
            }
        }

        var points = new List<Vector2>();
        for (var i = 0; i < corners.Count; i++)
        {
            var isInner = isClosed || (i > 0 && i < corners.Count - 1);
            if (isInner && corners[i].IsRounded)
                Round(points, corners[(i + corners.Count - 1) % corners.Count].Point, corners[i].Point, corners[(i + 1) % corners.Count].Point);
            else
                points.Add(corners[i].Point);
        }

        if (isClosed)
            points.Add(points[0]);
        return [.. points];
    }

    /// <summary>A quadratic curve in the corner's place, reaching at most half way to its neighbours.</summary>
    private static void Round(List<Vector2> points, Vector2 before, Vector2 corner, Vector2 after)
    {
        var begin = Towards(corner, before);
        var end = Towards(corner, after);
        for (var step = 0; step <= StepsPerCorner; step++)
        {
            var t = step / (float)StepsPerCorner;
            points.Add(Vector2.Lerp(Vector2.Lerp(begin, corner, t), Vector2.Lerp(corner, end, t), t));
        }
    }

    private static Vector2 Towards(Vector2 corner, Vector2 neighbour)
    {
        var distance = Vector2.Distance(corner, neighbour);
        return Vector2.Lerp(corner, neighbour, Math.Min(CornerRadius, distance / 2) / distance);
    }

    private static int Digit(char character) => char.IsAsciiDigit(character) ? character - '0' : character - 'a' + 10;
}
