//! The configurations of build servers that check a site.

use clap::ValueEnum;

/// What runs a check when something changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum BuildServer {
    /// GitHub Actions
    Github,
    /// GitLab CI/CD
    Gitlab,
    /// Azure Pipelines
    Azure,
    /// Jenkins
    Jenkins,
    /// pre-commit, before each commit
    PreCommit,
}

impl BuildServer {
    /// The path of its configuration in a repository.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/clausebook.yml",
            Self::Gitlab => ".gitlab-ci.yml",
            Self::Azure => "azure-pipelines.yml",
            Self::Jenkins => "Jenkinsfile",
            Self::PreCommit => ".pre-commit-config.yaml",
        }
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Github => include_str!("ci/github.yml"),
            Self::Gitlab => include_str!("ci/gitlab.yml"),
            Self::Azure => include_str!("ci/azure.yml"),
            Self::Jenkins => include_str!("ci/Jenkinsfile"),
            Self::PreCommit => include_str!("ci/pre-commit.yaml"),
        }
    }

    /// What is left to do once the file is there.
    pub(super) const fn next(self) -> &'static str {
        match self {
            Self::Github => "commit it; it runs at every push and pull request",
            Self::Gitlab => "commit it; it runs for merge requests, on the default branch and on schedules",
            Self::Azure => "commit it, and make a pipeline from it in Azure DevOps",
            Self::Jenkins => "commit it, and make a multibranch pipeline in Jenkins",
            Self::PreCommit => "commit it, and run `pre-commit install`",
        }
    }
}

/// The repository that the program comes from.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The configuration of a server for a site in the folder `root` of the repository.
pub(super) fn configuration(server: BuildServer, root: &str) -> String {
    let name = REPOSITORY.rsplit('/').take(2).collect::<Vec<_>>();
    let name = name.into_iter().rev().collect::<Vec<_>>().join("/");
    // The folder comes last: its name could be one of the placeholders.
    server
        .template()
        .replace("@NAME@", &name)
        .replace("@REPOSITORY@", REPOSITORY)
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@ROOT@", root)
}
