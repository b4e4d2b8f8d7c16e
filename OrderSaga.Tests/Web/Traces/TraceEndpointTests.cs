using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Web.Traces;

public sealed class TraceEndpointTests(SagaApplication application)
{
    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("no protobuf at all", HttpStatusCode.BadRequest)]
    public async Task Post_Body_IsReadOrRefused(string body, HttpStatusCode status) =>
        Assert.Equal(status, await PostAsync(System.Text.Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Post_Packed_IsUnpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(new ProtoWriter().Field(1, new ProtoWriter()).Bytes);
        }

        Assert.Equal(HttpStatusCode.OK, await PostAsync(packed.ToArray(), "gzip"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync([1, 2, 3, 4], "gzip"));
    }

    [Fact]
    public async Task Post_SmallThatUnpacksToVeryMuch_IsRefused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(new byte[16 * 1024 * 1024]);
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(packed.ToArray(), "gzip"));
    }

    private async Task<HttpStatusCode> PostAsync(byte[] body, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var response = await application.Web.PostAsync("/v1/traces", content);
        return response.StatusCode;
    }
}
