using System.Text;

namespace Velro.Tests.Unit.Requests;

/// <summary>Damages JSON in a few random places, or in none.</summary>
internal static class Damage
{
    private static readonly byte[] Pieces = Encoding.UTF8.GetBytes("\"{}[]:,\\ u0é");

    public static byte[] To(string text, Random random)
    {
        var json = Encoding.UTF8.GetBytes(text).ToList();
        for (var times = random.Next(0, 4); times > 0; times--)
        {
            var at = random.Next(json.Count);
            switch (random.Next(4))
            {
                case 0:
                    json[at] = (byte)random.Next(256);
                    break;
                case 1:
                    json.RemoveAt(at);
                    break;
                case 2:
                    json.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                default:
                    var length = Math.Min(random.Next(1, 20), json.Count - at);
                    json.InsertRange(random.Next(json.Count), json.GetRange(at, length));
                    break;
            }
        }

        return [.. json];
    }
}
