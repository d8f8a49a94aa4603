using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using FashionMnist;

namespace EmbeddingService;

/// <summary>Measures how many requests a second the service answers, clients and service on one machine.</summary>
public static class LoadTest
{
    private const int Clients = 8;

    /// <summary>Starts the service, asks it for a while, prints the figures and stops it.</summary>
    public static async Task RunAsync(string modelPath, TimeSpan duration)
    {
        await using var app = Service.Create(modelPath, port: 0);
        await app.StartAsync();
        var images = FashionImages.Read(Path.Combine(AppContext.BaseDirectory, "data"), "t10k")[..256];
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        foreach (var address in new[] { "/classify", "/embed" })
        {
            // Until the runtime has compiled what the measurement is of, and the pool has its engines.
            await AskAsync(client, address, images, TimeSpan.FromSeconds(3));
            var latencies = await AskAsync(client, address, images, duration);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{address,-10} {latencies.Length / duration.TotalSeconds,7:F0} requests a second, {Clients} clients, "
                + $"median {latencies[latencies.Length / 2]:F1} ms, 99 % within {latencies[latencies.Length * 99 / 100]:F1} ms"));
        }
        await app.StopAsync();
    }

    private static async Task<double[]> AskAsync(HttpClient client, string address, List<FashionImage> images, TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            var mine = new List<double>();
            for (var i = number; watch.Elapsed < duration; i++)
            {
                var start = watch.Elapsed;
                using var answer = await client.PostAsJsonAsync(address, new ImageRequest(images[i % images.Count].Image));
                answer.EnsureSuccessStatusCode();
                mine.Add((watch.Elapsed - start).TotalMilliseconds);
            }
            return mine;
        }));
        return [.. latencies.SelectMany(mine => mine).Order()];
    }
}
