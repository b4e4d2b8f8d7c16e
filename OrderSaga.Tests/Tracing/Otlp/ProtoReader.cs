global using ProtoReader = OrderSaga.Web.Traces.ProtoReader;
