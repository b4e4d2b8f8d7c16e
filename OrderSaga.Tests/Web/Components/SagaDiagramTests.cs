using Bunit;
using OrderSaga.Tests.Web.Story;
using OrderSaga.Web.Components.Story;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Components;

public sealed class SagaDiagramTests : BunitContext
{
    [Fact]
    public void Render_ConfirmedSaga_HasALinkForEachMessageInOrder()
    {
        var messages = Told.Confirmed().Tell();
        var diagram = Render<SagaDiagram>(parameters => parameters
            .Add(component => component.Picture, SagaLayout.Draw(messages, [], settled: true))
            .Add(component => component.Href, id => "message-" + id)
            .Add(component => component.Selected, messages[1].MessageId));

        var links = diagram.FindAll("a.message");

        Assert.Equal(messages.Select(message => "message-" + message.MessageId), links.Select(link => link.GetAttribute("href")));
        Assert.Equal([null, "true", null], links.Select(link => link.GetAttribute("aria-current")));
        Assert.StartsWith("INVENTORY_RESERVED", links[1].GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(2, links[1].QuerySelectorAll("line.flow.handled").Length);
    }
}
