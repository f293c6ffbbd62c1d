//! moto's DynamoDB, and a proxy before it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::Builder as HttpClient;
use offhook::Error;
use offhook_aws::{DynamoDbStore, StoreError, StoreErrorKind};

use crate::endpoint::{listen, read_request};

/// The server of all tests. It ends with this process, which holds its standard input.
pub(crate) static DYNAMODB: LazyLock<Server> = LazyLock::new(Server::start);

pub(crate) struct Server {
    pub(crate) endpoint: String,
    pub(crate) table: String,
    _process: Child,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dynamodb/server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("UTF-8");
        let (endpoint, table) = line.trim().split_once(' ').expect(
            "`python3 tests/dynamodb/server.py` starts: install the packages that .ci/run names",
        );
        Self { endpoint: endpoint.to_owned(), table: table.to_owned(), _process: process }
    }
}

/// A configuration for an endpoint, as of a process of its own.
pub(crate) fn config(endpoint: &str) -> Builder {
    aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("any", "any", None, None, "a test"))
        .http_client(HttpClient::new().build_http())
        .endpoint_url(endpoint)
}

/// A time that only a failing test reaches.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) fn store_at(endpoint: &str) -> DynamoDbStore {
    DynamoDbStore::new(config(endpoint), &DYNAMODB.table).timeout(PATIENCE)
}

/// The store of a new process.
pub(crate) fn store() -> DynamoDbStore {
    store_at(&DYNAMODB.endpoint)
}

/// An attribute of an item.
pub(crate) async fn attribute(id: &str, name: &str) -> AttributeValue {
    let client = Client::from_conf(config(&DYNAMODB.endpoint).build());
    let request = client.get_item().table_name(&DYNAMODB.table);
    let id = AttributeValue::S(id.to_owned());
    request.key("id", id).send().await.unwrap().item.unwrap().remove(name).unwrap()
}

/// The reason why a store failed.
pub(crate) fn kind(error: &Error) -> StoreErrorKind {
    error.downcast_ref::<StoreError>().expect("an error of the store").kind()
}

/// An endpoint where nothing listens.
pub(crate) const DOWN: &str = "http://127.0.0.1:1";

/// An endpoint that takes connections and never answers.
pub(crate) struct Silent {
    pub(crate) endpoint: String,
    connections: Arc<Mutex<Vec<TcpStream>>>,
}

impl Silent {
    pub(crate) fn start() -> Self {
        let connections = Arc::<Mutex<Vec<_>>>::default();
        let kept = Arc::clone(&connections);
        let endpoint = listen(move |_, client| kept.lock().unwrap().push(client));
        Self { endpoint, connections }
    }

    /// The number of connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.lock().unwrap().len()
    }
}

/// A proxy, whose first response may be lost.
pub(crate) struct Proxy {
    pub(crate) endpoint: String,
    requests: Arc<Mutex<Vec<String>>>,
}

/// The fate of the first response.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    Arrives,
    /// The connection is closed.
    Lost,
    /// The connection stays open.
    Stuck,
}

impl Proxy {
    pub(crate) fn start(first: First) -> Self {
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&requests);
        let mut stuck = Vec::new();
        let endpoint = listen(move |number, mut client| {
            let request = read_request(&client);
            let mut server = TcpStream::connect(&DYNAMODB.endpoint["http://".len()..]).unwrap();
            server.write_all(request.as_bytes()).unwrap();
            let mut response = Vec::new();
            server.read_to_end(&mut response).unwrap();
            seen.lock().unwrap().push(request);
            match first {
                First::Stuck if number == 0 => stuck.push(client),
                First::Lost if number == 0 => {}
                _ => client.write_all(&response).unwrap(),
            }
        });
        Self { endpoint, requests }
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}
