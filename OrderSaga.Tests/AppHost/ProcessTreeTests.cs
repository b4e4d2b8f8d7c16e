using OrderSaga.AppHost.Processes;

namespace OrderSaga.Tests.AppHost;

public sealed class ProcessTreeTests
{
    [Fact]
    public void Descendants_OfAProcess_ComeAfterTheirParents()
    {
        const string Processes = """
              1     0
             10     1
             11    10
             20     1
             12    11
             13    10
            """;

        Assert.Equal(["10", "11", "13", "12"], ProcessTree.Descendants(10, Processes));
    }
}
