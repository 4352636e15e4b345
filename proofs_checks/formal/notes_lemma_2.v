(* The notes' Lemma 2 for m active constraints in n coordinates: wherever V is not empty the velocity
   problem min |v + f|^2 / 2 over V = {v : a_j . v + alpha g_j >= 0} and its dual have the same value, the
   dual in closed form. No Slater point is needed. f is the gradient of the loss. *)
From Coq Require Import Reals Lra Psatz Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums sequences linear calculus.
Open Scope R_scope.

Section Duality.
Variables (n m : nat) (a : nat -> nat -> R) (g f : nat -> R) (alpha : R).
Definition allowed (v : nat -> R) := forall j, (j < m)%nat -> 0 <= dot n (a j) v + alpha * g j.
Definition primal (v : nat -> R) := norm2 n (fun i => v i + f i) / 2.
Definition lagrangian (v mu : nat -> R) := primal v - sum m (fun j => mu j * (dot n (a j) v + alpha * g j)).
Definition minimiser mu (i : nat) := combine m mu a i - f i.
Definition dual (mu : nat -> R) := norm2 n f / 2 - norm2 n (fun i => combine m mu a i - f i) / 2 -
  alpha * sum m (fun j => mu j * g j).

Lemma terms v mu : sum m (fun j => mu j * (dot n (a j) v + alpha * g j)) =
  dot n (combine m mu a) v + alpha * sum m (fun j => mu j * g j).
Proof. rewrite dot_combine, <- sum_scal, <- sum_plus. apply sum_ext; intros; ring. Qed.
Lemma squares (z : nat -> R) v : norm2 n (fun i => v i + f i) / 2 - dot n z v =
  norm2 n f / 2 - norm2 n (fun i => z i - f i) / 2 + norm2 n (fun i => v i - (z i - f i)) / 2.
Proof. unfold norm2, dot. induction n as [|k IH]; cbn [sum]; [field|]. lra. Qed.

(* completing the square: the inner minimum is the dual value *)
Theorem inner_minimum v mu : lagrangian v mu = dual mu + norm2 n (fun i => v i - minimiser mu i) / 2.
Proof. unfold lagrangian, primal, dual, minimiser. rewrite terms. assert (S := squares (combine m mu a) v). lra. Qed.

Theorem strong_duality : (exists v, allowed v) -> exists v lam,
  allowed v /\ (forall j, (j < m)%nat -> 0 <= lam j) /\ (forall i, (i < n)%nat -> v i = minimiser lam i) /\
  (forall y, allowed y -> primal v <= primal y) /\
  (forall mu, (forall j, (j < m)%nat -> 0 <= mu j) -> dual mu <= dual lam) /\ primal v = dual lam.
Proof.
  intros Some. set (x := fun i => - f i).
  assert (Pr : forall y, norm2 n (fun i => y i - x i) = norm2 n (fun i => y i + f i)).
  { intros y. unfold norm2, x. apply sum_ext; intros; ring. }
  destruct (nearest_exists n allowed x Some) as (v & V & Min).
  - intros y z Y Z j Hj. specialize (Y j Hj). specialize (Z j Hj).
    replace (fun i => (y i + z i) / 2) with (fun i => / 2 * y i + / 2 * z i) by (apply functional_extensionality; intros; field).
    rewrite (dot_plus n (a j) (fun i => / 2 * y i) (fun i => / 2 * z i)), !dot_scal. lra.
  - intros Y y HY L j Hj. apply Rnot_lt_le. intros N.
    assert (D : is_lim_seq (fun k => dot n (a j) (Y k)) (dot n (a j) y)).
    { apply (tends_dot n (fun _ => a j) Y); [intros i Hi; apply is_lim_seq_const | exact L]. }
    assert (B : Rbar_le (- (alpha * g j)) (dot n (a j) y)).
    { apply (is_lim_seq_le (fun _ => - (alpha * g j)) (fun k => dot n (a j) (Y k))); [|apply is_lim_seq_const | exact D].
      intros k. specialize (HY k j Hj). lra. }
    simpl in B. lra.
  - set (slack := fun j => dot n (a j) v + alpha * g j).
    set (row := fun j i => if Req_EM_T (slack j) 0 then - a j i else 0).
    assert (Row : forall j d, dot n (row j) d = if Req_EM_T (slack j) 0 then - dot n (a j) d else 0).
    { intros j d. unfold dot, row. destruct (Req_EM_T (slack j) 0).
      - rewrite <- sum_opp. apply sum_ext; intros; ring.
      - rewrite (sum_ext n _ (fun _ => 0)) by (intros; ring). rewrite sum_const; ring. }
    destruct (farkas n m row (fun i => - (v i + f i))) as (lam & L & E).
    { intros d Hd. assert (P := nearest_variational n allowed x v V Min d).
      replace (dot n (fun i => - (v i + f i)) d) with (- dot n (fun i => v i - x i) d).
      2:{ unfold dot, x. rewrite <- sum_opp. apply sum_ext; intros; ring. }
      assert (Q : 0 <= dot n (fun i => v i - x i) d); [|lra]. apply P.
      apply (small_for_all m (fun j t => 0 <= dot n (a j) (fun i => v i + t * d i) + alpha * g j)).
      intros j Hj. specialize (Hd j Hj). rewrite Row in Hd. specialize (V j Hj). fold (slack j) in V.
      destruct (Req_EM_T (slack j) 0) as [Z|Z].
      - exists 1. split; [lra|]. intros t Ht. rewrite dot_plus, dot_scal. unfold slack in Z. nra.
      - set (c := Rabs (dot n (a j) d) + 1). assert (A := Rabs_pos (dot n (a j) d)).
        assert (c0 : 0 < c) by (unfold c; lra). exists (slack j / c).
        split; [apply Rdiv_lt_0_compat; lra|]. intros t Ht. rewrite dot_plus, dot_scal.
        assert (T : t * c <= slack j).
        { apply Rle_trans with (slack j / c * c); [apply Rmult_le_compat_r; lra | right; field; lra]. }
        assert (B := Rle_abs (- dot n (a j) d)). rewrite Rabs_Ropp in B.
        assert (t * - dot n (a j) d <= t * c) by (apply Rmult_le_compat_l; unfold c; lra).
        unfold slack in *. lra. }
    set (mu := fun j => if Req_EM_T (slack j) 0 then lam j else 0).
    assert (M0 : forall j, (j < m)%nat -> 0 <= mu j).
    { intros j Hj. unfold mu. specialize (L j Hj). destruct Req_EM_T; lra. }
    assert (Vm : forall i, (i < n)%nat -> v i = minimiser mu i).
    { intros i Hi. specialize (E i Hi). cbv beta in E.
      assert (C : combine m lam row i = - combine m mu a i).
      { unfold combine. rewrite <- sum_opp. apply sum_ext. intros j _. unfold row, mu. destruct Req_EM_T; ring. }
      unfold minimiser. lra. }
    assert (Zero : sum m (fun j => mu j * (dot n (a j) v + alpha * g j)) = 0).
    { rewrite (sum_ext m _ (fun _ => 0)); [rewrite sum_const; ring|]. intros j _. unfold mu. fold (slack j).
      destruct Req_EM_T as [Z|Z]; [rewrite Z; ring | ring]. }
    assert (Val : primal v = dual mu).
    { assert (I := inner_minimum v mu). unfold lagrangian in I. rewrite Zero in I.
      assert (N : norm2 n (fun i => v i - minimiser mu i) = 0).
      { unfold norm2. rewrite (sum_ext n _ (fun _ => 0)); [rewrite sum_const; ring|].
        intros i Hi. rewrite Vm by exact Hi. ring. }
      rewrite N in I. lra. }
    exists v, mu. split; [exact V|split; [exact M0|split; [exact Vm|split; [|split; [|exact Val]]]]].
    + intros y Y. specialize (Min y Y). rewrite !Pr in Min. unfold primal. lra.
    + intros nu Nu. rewrite <- Val. assert (I := inner_minimum v nu). unfold lagrangian in I.
      assert (P : 0 <= sum m (fun j => nu j * (dot n (a j) v + alpha * g j))).
      { apply sum_pos. intros j Hj. apply Rmult_le_pos; [apply Nu, Hj | apply V, Hj]. }
      assert (N := norm2_pos n (fun i => v i - minimiser nu i)). lra.
Qed.
End Duality.
