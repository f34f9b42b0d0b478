use std::sync::mpsc::{self, sync_channel};

use super::*;

fn refused(status: StatusCode) -> Problem {
    Problem { status: status.as_u16(), ..core_gone() }
}

/// A panel at which somebody is signed in with this token; the core is not there.
fn signed_in(token: &str) -> (Connection, mpsc::Receiver<FromCore>) {
    let (line, told) = sync_channel(8);
    let device = Asking {
        http: http_client(None).unwrap(),
        server: "http://127.0.0.1:9".to_owned(),
        token: "device".to_owned(),
    };
    let connection = Connection {
        device,
        mouth: Mouth::new(line, Box::new(|| ())),
        news: channel(NEWS_LENGTH).0,
        session: Some(token.to_owned()),
        follows: None,
        round: 0,
        stream: None,
        link: None,
        asked: 0,
    };
    (connection, told)
}

#[tokio::test]
async fn an_answer_that_comes_late_to_one_guard_does_not_sign_the_next_one_out() {
    let (mut connection, told) = signed_in("the next one");
    let late = News::Answered(1, "the one before".to_owned(), Err(refused(StatusCode::UNAUTHORIZED)));
    connection.hear(late).unwrap();
    assert_eq!(connection.session.as_deref(), Some("the next one"));
    let news: Vec<FromCore> = told.try_iter().collect();
    assert!(matches!(&news[..], [FromCore::Answered { ticket: 1, .. }]), "{news:?}");
}

#[tokio::test]
async fn a_session_the_core_knows_no_more_is_over() {
    for (status, ends) in [(StatusCode::UNAUTHORIZED, true), (StatusCode::FORBIDDEN, false)] {
        let (mut connection, told) = signed_in("now");
        connection.hear(News::Answered(1, "now".to_owned(), Err(refused(status)))).unwrap();
        assert_eq!(connection.session.is_none(), ends);
        assert_eq!(told.try_iter().any(|news| news == FromCore::SignedOut), ends);
    }
}
