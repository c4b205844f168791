using StackBench.Commands.Options;
using StackBench.Serving.Http;

namespace StackBench.Tests.Commands;

public sealed class EndpointAddressTests
{
    /// <summary>As given, the root, the API it names, and the path of the chat route.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:8000", "http://127.0.0.1:8000/", "", "/v1/chat/completions")]
    [InlineData("http://127.0.0.1:8000/v1/", "http://127.0.0.1:8000/", "", "/v1/chat/completions")]
    [InlineData("http://127.0.0.1:8000/v1/chat/completions", "http://127.0.0.1:8000/", "Chat", "/v1/chat/completions")]
    [InlineData("http://127.0.0.1:8000/v1/completions", "http://127.0.0.1:8000/", "Completions", "/v1/chat/completions")]
    [InlineData("http://127.0.0.1:8000/v1/models", "http://127.0.0.1:8000/", "", "/v1/chat/completions")]
    [InlineData("https://host/openai/v1", "https://host/openai", "", "/openai/v1/chat/completions")]
    [InlineData("https://host/api/paas/v4/chat/completions", "https://host/api/paas/v4", "Chat", "/api/paas/v4/chat/completions")]
    [InlineData("https://host/v", "https://host/v", "", "/v/v1/chat/completions")]
    [InlineData("https://[::1]:8000/v1", "https://[::1]:8000/", "", "/v1/chat/completions")]
    public void An_address_is_taken_as_people_give_it(string text, string root, string api, string route)
    {
        var (found, named) = EndpointAddress.Parse(text);
        Assert.Equal((root, api, route), (found!.ToString(), named?.ToString() ?? "", ApiRoute.PathOf(found, "/chat/completions")));
    }
}
