//! Endpoints on loopback that answer as a test says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// An endpoint that answers each request with this.
pub(crate) fn answering(status: u16, body: String) -> String {
    listen(move |_, mut client| {
        read_request(&client);
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} any\r\ncontent-length: {length}\r\nconnection: close");
        client.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
    })
}

/// Hands the connections to a new endpoint on, with their numbers.
pub(crate) fn listen(mut serve: impl FnMut(usize, TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (number, client) in listener.incoming().enumerate() {
            serve(number, client.unwrap());
        }
    });
    endpoint
}

/// Reads a request of HTTP, of which a closed connection has none.
pub(crate) fn read_request(client: &TcpStream) -> String {
    let mut client = BufReader::new(client);
    let (mut request, mut length) = (String::new(), 0);
    loop {
        let start = request.len();
        client.read_line(&mut request).unwrap();
        let line = request[start..].to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" || line.is_empty() {
            break;
        }
    }
    client.take(length).read_to_string(&mut request).unwrap();
    request
}
