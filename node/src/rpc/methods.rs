//! The table of methods: one row per method, with its parameters' names and the place where it runs.

use std::{collections::HashSet, future::Future, sync::Arc};

use jsonrpsee::{
    Extensions, RpcModule,
    core::{JsonRawValue, RegisterMethodError},
    types::{ErrorObjectOwned, Params},
};
use serde::Serialize;

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    params::Arguments,
};

/// The methods of one server.
pub(super) struct Methods {
    module: RpcModule<Context>,
}

/// A result as the bytes that are sent.
type Answer = Result<Box<JsonRawValue>, ErrorObjectOwned>;

impl Methods {
    /// No methods yet.
    pub(super) fn new(context: Arc<Context>) -> Self {
        Self { module: RpcModule::from_arc(context) }
    }

    /// A method that needs only what is in memory: it runs at once.
    pub(super) fn instant<T: Serialize + 'static>(
        &mut self,
        name: &'static str,
        params: &'static [&'static str],
        method: fn(&Context, &Arguments) -> Result<T, RpcError>,
    ) -> Result<(), RegisterMethodError> {
        let answer = move |given: Params<'_>, context: &Context, _: &Extensions| -> Answer {
            Ok(answer(Arguments::read(&given, params).and_then(|arguments| method(context, &arguments)))?)
        };
        self.module.register_method(name, answer).map(drop)
    }

    /// A method that does `work` on a thread of its own.
    pub(super) fn threaded<T: Serialize + 'static>(
        &mut self,
        work: Work,
        name: &'static str,
        params: &'static [&'static str],
        method: fn(&Context, &Arguments) -> Result<T, RpcError>,
    ) -> Result<(), RegisterMethodError> {
        let answer = move |given: Params<'static>, context: Arc<Context>, _: Extensions| async move {
            let worker = Arc::clone(&context);
            let job = move || answer(Arguments::read(&given, params).and_then(|found| method(&worker, &found)));
            context.run(work, job).await.map_err(ErrorObjectOwned::from)
        };
        self.module.register_async_method(name, answer).map(drop)
    }

    /// A method that waits for the block producer.
    pub(super) fn waiting<T, F>(
        &mut self,
        name: &'static str,
        params: &'static [&'static str],
        method: fn(Arc<Context>, Arguments) -> F,
    ) -> Result<(), RegisterMethodError>
    where
        T: Serialize + 'static,
        F: Future<Output = Result<T, RpcError>> + Send + 'static,
    {
        let answer = move |given: Params<'static>, context: Arc<Context>, _: Extensions| async move {
            let result = match Arguments::read(&given, params) {
                Ok(arguments) => method(context, arguments).await,
                Err(error) => Err(error),
            };
            answer(result).map_err(ErrorObjectOwned::from)
        };
        self.module.register_async_method(name, answer).map(drop)
    }

    /// A second name for a method.
    pub(super) fn alias(&mut self, name: &'static str, of: &'static str) -> Result<(), RegisterMethodError> {
        self.module.register_alias(name, of)
    }

    /// For the rows that are not plain calls: subscriptions.
    pub(super) fn module(&mut self) -> &mut RpcModule<Context> {
        &mut self.module
    }

    /// All names.
    pub(super) fn names(&self) -> HashSet<&'static str> {
        self.module.method_names().collect()
    }

    /// What the server serves.
    pub(super) fn into_module(self) -> RpcModule<Context> {
        self.module
    }
}

/// Writes a result as JSON, on the thread that made it.
fn answer<T: Serialize>(result: Result<T, RpcError>) -> Result<Box<JsonRawValue>, RpcError> {
    let result = result?;
    jsonrpsee::core::to_json_raw_value(&result)
        .map_err(|error| RpcError::Internal(format!("the result cannot be written as JSON: {error}")))
}
